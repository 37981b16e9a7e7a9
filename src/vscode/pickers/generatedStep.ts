/** Last step of what is generated: it is made while the step is shown, with what to know of it, and the step asks where it is to go. */

import * as vscode from 'vscode';
import { formatCount } from '../../base/format';
import { type Delivery, type FileDestination, type GeneratedFiles, namesOf } from '../generated/files';
import type { Loaded } from '../loaded';
import { showPlanned } from './plannedPick';
import { separator } from './reviewItems';
import type { ReviewOption } from './reviewStep';
import type { Step } from './steps';

/** Where it can go. Not everything can be inserted where the cursor is, or imported to a workspace. */
export type Destination = FileDestination | 'insert' | 'import';

/** What a wizard that ends with this step gathers. */
export interface HasGenerated {
  readonly generated: GeneratedFiles | undefined;
  readonly destination: Destination | undefined;
}

/** The end of a wizard that offers no other place than those of any file. @returns undefined when the user has left it. */
export function deliveryOf(end: HasGenerated | undefined): Delivery | undefined {
  if (end?.generated === undefined || end.destination === undefined) return undefined;
  const { generated, destination } = end;
  return destination === 'insert' || destination === 'import' ? undefined : { generated, destination };
}

/** A place that not everything can go to. */
export interface OtherDestination {
  readonly destination: 'insert' | 'import';
  readonly description: string;
}

export interface GeneratedQuestion<State> {
  readonly title: (state: State) => string;
  /** @throws Fault for what cannot be expressed, which is shown in its place. */
  readonly generate: (state: State) => Promise<GeneratedFiles>;
  /** Besides an editor, the clipboard and files. */
  readonly others?: (state: State) => readonly OtherDestination[];
  /** What else can be chosen here. */
  readonly options?: (state: State) => readonly ReviewOption<State>[];
}

interface GeneratedItem<State> extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly action?: Destination | ReviewOption<State>;
}

export function generatedStep<State extends HasGenerated>(question: GeneratedQuestion<State>): Step<State> {
  return async (before, position) => {
    let state = before;
    const picked = await showPlanned<GeneratedFiles, GeneratedItem<State>>({
      title: question.title(state),
      position,
      placeholder: vscode.l10n.t('Where is it to go? Nothing has been written yet.'),
      plan: async () => question.generate(state),
      itemsOf: (generated) => itemsFor(generated, state, question),
      act: async ({ action }, _generated, replan) => {
        if (action === undefined) return false;
        if (typeof action === 'string') {
          state = { ...state, destination: action };
          return true;
        }
        const answer = await action.ask(state);
        if (answer === undefined) return false;
        state = answer;
        await replan();
        return false;
      },
    });
    if (picked === 'cancel') return { go: 'cancel' };
    if (picked === 'back') return { go: 'back', state };
    return { go: 'next', state: { ...state, generated: picked.plan } };
  };
}

function itemsFor<State extends HasGenerated>(
  generated: Loaded<GeneratedFiles>,
  state: State,
  question: GeneratedQuestion<State>,
): GeneratedItem<State>[] {
  const options = optionItems(state, question);
  switch (generated.kind) {
    case 'loading':
      return [{ label: `$(loading~spin) ${vscode.l10n.t('Generating…')}`, alwaysShow: true }];
    case 'failed':
      return [
        {
          label: `$(error) ${generated.error.message}`,
          detail: generated.error.advice ?? '',
          alwaysShow: true,
        },
        ...options,
      ];
    case 'ready':
      return [
        ...destinationItems<State>(generated.value, question.others?.(state) ?? []),
        ...options,
        ...noteItems<State>(generated.value.notes),
      ];
  }
}

function destinationItems<State>(
  { files }: GeneratedFiles,
  others: readonly OtherDestination[],
): GeneratedItem<State>[] {
  const lines = files.reduce((sum, { text }) => sum + text.trimEnd().split('\n').length, 0);
  const other = (wanted: OtherDestination['destination'], label: string): GeneratedItem<State>[] =>
    others
      .filter(({ destination }) => destination === wanted)
      .map(({ destination, description }) => ({ action: destination, label, description }));
  return [
    ...other('insert', `$(insert) ${vscode.l10n.t('Insert')}`),
    {
      action: 'editor',
      label: `$(new-file) ${files.length === 1 ? vscode.l10n.t('New Editor') : vscode.l10n.t('New Editors')}`,
      description: `${namesOf(files)} · ${formatCount(lines, 'line')}`,
    },
    { action: 'copy', label: `$(copy) ${vscode.l10n.t('Copy')}` },
    {
      action: 'save',
      label: `$(save-as) ${files.length === 1 ? vscode.l10n.t('Save As…') : vscode.l10n.t('Save in a Folder…')}`,
    },
    ...other('import', `$(cloud-upload) ${vscode.l10n.t('Import to a Workspace…')}`),
  ];
}

function optionItems<State>(state: State, { options }: GeneratedQuestion<State>): GeneratedItem<State>[] {
  const offered = options?.(state) ?? [];
  if (offered.length === 0) return [];
  return [
    separator(vscode.l10n.t('Options')),
    ...offered.map((option) => ({
      action: option,
      label: option.label,
      description: option.description(state),
    })),
  ];
}

/** A line does not wrap: all of it is told again in the end. */
function noteItems<State>(notes: readonly string[]): GeneratedItem<State>[] {
  if (notes.length === 0) return [];
  return [separator(vscode.l10n.t('Good to Know')), ...notes.map((note) => ({ label: `$(info) ${note}` }))];
}
