/** The wizard of Generate Notebook: from a process to code for Databricks, and where it is to go. */

import path from 'node:path';
import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { generateNotebook, type NotebookFormat } from '../../generate/generate';
import type { NotebookLanguage } from '../../generate/notebook';
import type { GeneratedFiles } from '../generated/files';
import { readPysparkScript } from '../pysparkScript';
import type { Services } from '../services';
import { storagePrefix } from './configStep';
import { type Destination, generatedStep, type HasGenerated } from './generatedStep';
import { type ImportChoice, importPathStep, replaceStep } from './importSteps';
import { asOfOption } from './instantInput';
import {
  languageOf,
  NEW_NOTEBOOK,
  type NotebookDraft,
  type NotebookStepId,
  notebookStepIds,
  withDialect,
} from './notebookDraft';
import { dialectStep, extentStep, formatStep, type NotebookQuestion } from './notebookSteps';
import { type RestoreDraft, withState } from './restoreDraft';
import type { ReviewOption } from './reviewStep';
import { type Step, takeSteps } from './steps';
import { newSubject, type SubjectStart, sourceOf, toSubject } from './subjectDraft';
import { type HasSubject, onDraftOption, subjectTitle } from './subjectSteps';
import { askedSubject, subjectSteps } from './subjectWizard';
import { givenWorkspace, workspaceStep } from './workspaceStep';

interface NotebookState extends HasSubject, HasGenerated {
  readonly notebook: NotebookDraft;
  /** The address of the workspace that it is imported to, where that was asked. */
  readonly workspace: string | undefined;
  readonly importing: ImportChoice;
}

export interface AskedNotebook {
  readonly generated: GeneratedFiles;
  readonly text: string;
  readonly language: NotebookLanguage;
  readonly format: NotebookFormat;
  readonly destination: Destination;
  /** Where it is imported to; only with that destination. */
  readonly target:
    | { readonly address: string; readonly path: string; readonly overwrite: boolean }
    | undefined;
}

/**
 * @param insertable where a snippet could be inserted, for the user; undefined where nowhere
 * @returns undefined when the user has left the wizard.
 */
export async function askNotebook(
  services: Services,
  start: SubjectStart | undefined,
  insertable: string | undefined,
): Promise<AskedNotebook | undefined> {
  const TITLE = vscode.l10n.t('Generate Notebook');
  const subject = subjectSteps<NotebookState>(services, { purpose: 'databricks', start, title: TITLE });
  const title = (state: NotebookState) => subjectTitle(TITLE, state.subject);
  const own = ownSteps(services, title, insertable);
  const end = await takeSteps<NotebookState>(
    (state) => {
      const importing = {
        isWorkspaceAsked: givenWorkspace(sourceOf(state.subject), state.workspace) === undefined,
        isThere: state.importing.isThere,
      };
      const ids = notebookStepIds(state.notebook, state.destination, importing);
      return [...subject(state), ...ids.map((id) => own[id])];
    },
    {
      subject: newSubject(start),
      notebook: NEW_NOTEBOOK,
      generated: undefined,
      destination: undefined,
      workspace: undefined,
      importing: { path: undefined, isThere: false },
    },
  );
  if (end?.generated === undefined || end.destination === undefined) return undefined;
  const { generated, destination, notebook, importing } = end;
  const address = workspaceOf(end);
  const isImported = destination === 'import' && address !== undefined && importing.path !== undefined;
  return {
    generated,
    text: generated.files[0]?.text ?? '',
    language: languageOf(notebook),
    format: notebook.format,
    destination,
    target: isImported ? { address, path: importing.path, overwrite: importing.isThere } : undefined,
  };
}

function ownSteps(
  services: Services,
  title: (state: NotebookState) => string,
  insertable: string | undefined,
): Readonly<Record<NotebookStepId, Step<NotebookState>>> {
  const notebook: NotebookQuestion<NotebookState> = {
    title,
    draft: (state) => state.notebook,
    subject: (state) => toSubject(state.subject, 'databricks'),
    choose: (state, draft) => ({ ...state, notebook: draft }),
  };
  const importing = {
    title,
    rest: async (state: NotebookState) => {
      const address = workspaceOf(state);
      if (address === undefined) throw new Fault('internal', 'No workspace was chosen.');
      return (await services.connections.open(address)).rest;
    },
    name: nameThere,
    chosen: (state: NotebookState) => state.importing,
    choose: (state: NotebookState, choice: ImportChoice) => ({ ...state, importing: choice }),
  };
  return {
    dialect: dialectStep({
      ...notebook,
      chosen: (state) => state.notebook.dialect,
      choose: (state, dialect) =>
        notebook.choose(state, withDialect(state.notebook, dialect, notebook.subject(state))),
    }),
    format: formatStep(notebook),
    extent: extentStep(notebook),
    generated: generatedStep<NotebookState>({
      title,
      generate: (state) => generate(services, state),
      others: ({ notebook: { snippet } }) => {
        if (!snippet) return [{ destination: 'import', description: '' }];
        return insertable === undefined ? [] : [{ destination: 'insert', description: insertable }];
      },
      options: optionsOf,
    }),
    workspace: workspaceStep<NotebookState>({
      title,
      choose: (state, workspace) => ({ ...state, workspace }),
    }),
    path: importPathStep(importing),
    replace: replaceStep(importing),
  };
}

async function generate(
  services: Services,
  { subject: draft, notebook }: NotebookState,
): Promise<GeneratedFiles> {
  const { subject, tables } = await askedSubject(services, 'databricks', draft);
  const script = await readPysparkScript(services.context);
  const { text, fileName, notes } = generateNotebook(subject, {
    ...notebook,
    script,
    ...(tables === undefined ? {} : { tables }),
  });
  return { files: [{ name: fileName, text }], notes };
}

/** What has a good default. Other dialects have no words for it. */
function optionsOf({ subject, notebook }: NotebookState): readonly ReviewOption<NotebookState>[] {
  if (notebook.dialect !== 'no-jar') return [];
  switch (subject.process) {
    case 'snapshot':
      return subject.drafts.snapshot.type === 'incremental' ? [] : [onDraftOption('snapshot', asOfOption())];
    case 'bronze-backup':
      return [onDraftOption('bronze-backup', asOfOption())];
    case 'restore':
      return [onDraftOption('restore', restoredAsOf)];
    case 'migrate':
      return [onDraftOption('migrate', storagePrefix)];
  }
}

const asOf = asOfOption<RestoreDraft>();

const restoredAsOf: ReviewOption<RestoreDraft> = {
  ...asOf,
  ask: async (draft) => {
    const answer = await asOf.ask(draft);
    if (answer === undefined) return undefined;
    return withState(draft, answer.asOf === undefined ? 'latest' : { asOf: answer.asOf });
  },
};

function workspaceOf(state: NotebookState): string | undefined {
  return givenWorkspace(sourceOf(state.subject), state.workspace) ?? state.workspace;
}

/** A notebook has no ending there. */
function nameThere({ generated, notebook: { format } }: NotebookState): string {
  const name = generated?.files[0]?.name ?? '';
  return format === 'script' ? name : path.posix.parse(name).name;
}
