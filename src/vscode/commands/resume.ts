/** Resume…: shows what an interrupted run has done and what is left, and goes on with it. */

import os from 'node:os';
import * as vscode from 'vscode';
import { shownPlace } from '../../lakehouse/placeText';
import { shortenFolder } from '../folders';
import type { ResumeQuestion } from '../pickers/resumePick';
import { processTitle } from '../processTitle';
import { resumeRun } from '../reports';
import { rootOfDatabase } from '../runs/interrupted';
import { lakehouseOfRun } from '../runs/lakehouseOfRun';
import type { Services } from '../services';
import { interruptedText } from '../trees/interruptedNode';
import type { Subject } from '../trees/node';
import type { Command } from './command';

export const resume: Command = async (services, subject) => {
  const question = (await questionFor(services, subject)) ?? (await pickInterrupted(services));
  if (question === undefined) return;
  const { askResume } = await import('../pickers/resumePick');
  const runId = await askResume(services, question);
  if (runId !== undefined) await resumeRun(services, question.lakehouse, question.root, runId);
};

/** Undefined for a subject that is no place of a run. */
async function questionFor(services: Services, subject: Subject): Promise<ResumeQuestion | undefined> {
  switch (subject.kind) {
    case 'interrupted':
      return { lakehouse: subject.lakehouse, root: subject.root, runId: subject.state.plan.runId };
    case 'run': {
      const { runId, job } = subject.run;
      const { root } = job.parameters;
      return { lakehouse: await lakehouseOfRun(services, subject.run), root, runId };
    }
    case 'pastRun':
      return subject;
    case 'backup':
      return { ...subject, runId: undefined };
    case 'database': {
      const root = rootOfDatabase(subject.location);
      return root === undefined ? undefined : { lakehouse: subject.lakehouse, root, runId: undefined };
    }
    default:
      return undefined;
  }
}

interface RunItem extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly question: ResumeQuestion | undefined;
}

async function pickInterrupted({ interrupted }: Services): Promise<ResumeQuestion | undefined> {
  interrupted.refresh();
  const items = async (): Promise<RunItem[]> => {
    const runs = await interrupted.settled();
    if (runs.length === 0)
      return [{ label: `$(circle-slash) ${vscode.l10n.t('No run was interrupted.')}`, question: undefined }];
    return runs.map((run) => {
      const { lakehouse, root, state } = run;
      const { process, parameters, runId } = state.plan;
      return {
        label: processTitle(process, parameters.database.name),
        description: interruptedText(run),
        detail: shortenFolder(shownPlace(root), os.homedir()),
        question: { lakehouse, root, runId },
      };
    });
  };
  const chosen = await vscode.window.showQuickPick(items(), {
    placeHolder: vscode.l10n.t('Resume which run?'),
  });
  return chosen?.question;
}
