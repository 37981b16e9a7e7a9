/** Dismiss: an interrupted run, or one on Databricks that has ended, is not listed any more. What it has copied, its journal and its page stay. */

import * as vscode from 'vscode';
import { idOf } from '../jobRuns/record';
import { processTitle } from '../processTitle';
import type { Command } from './command';

export const dismissRun: Command = async ({ interrupted, jobRuns }, subject) => {
  if (subject.kind === 'jobRun') return jobRuns.remove(idOf(subject.record));
  if (subject.kind !== 'interrupted') return;
  const { state, root } = subject;
  await interrupted.dismiss(subject);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      '{0} is not listed any more. Nothing was removed: Resume… still goes on with it, as long as no other run begins at {1}.',
      processTitle(state.plan.process, state.plan.parameters.database.name),
      root,
    ),
  );
};
