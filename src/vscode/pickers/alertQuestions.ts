/** What the steps of an alert share: their state, their title, and the choice of a text that is known or typed. */

import * as vscode from 'vscode';
import { sentence } from '../notify';
import type { AlertDraft, AlertKind } from './alertDraft';
import type { HasGenerated } from './generatedStep';
import { pathStep, typedText } from './pathStep';
import type { Step } from './steps';

export interface AlertState extends HasGenerated {
  readonly draft: AlertDraft;
  /** The alert that is changed, or `new` for one that is made. */
  readonly target: { readonly id: string } | 'new' | undefined;
}

export const KINDS: Readonly<Record<AlertKind, { readonly label: string; readonly detail: string }>> = {
  modules: {
    label: vscode.l10n.t('Modules Failed or Stale'),
    detail: vscode.l10n.t('The last run of a module failed, or it has not come forward for some days.'),
  },
  'failed-tables': {
    label: vscode.l10n.t('Tables Not Backed Up'),
    detail: vscode.l10n.t('The last run of a backup could not copy a table, or a step of it failed.'),
  },
  'no-snapshot': {
    label: vscode.l10n.t('No Recent Snapshot'),
    detail: vscode.l10n.t('A backup has had no good snapshot for some days.'),
  },
};

export function alertTitle({ draft }: Pick<AlertState, 'draft'>): string {
  return vscode.l10n.t('Create Alert: {0}', KINDS[draft.kind].label);
}

export interface Typed {
  readonly placeholder: (draft: AlertDraft) => string;
  readonly hint: (draft: AlertDraft) => string;
  readonly suggestions: (draft: AlertDraft) => Promise<readonly string[]>;
  /** @throws Fault for what cannot be it. */
  readonly read: (draft: AlertDraft, text: string) => string;
  readonly chosen: (draft: AlertDraft) => string | undefined;
  readonly choose: (draft: AlertDraft, value: string) => AlertDraft;
}

/** One of those that are known, or any that is typed. */
export function typedStep({ placeholder, hint, suggestions, read, chosen, choose }: Typed): Step<AlertState> {
  return async (state, position) => {
    const step = pathStep<AlertDraft>({
      title: () => alertTitle(state),
      placeholder: placeholder(state.draft),
      suggestions,
      read: typedText,
      check: (draft) => async (text) => ({
        location: read(draft, text),
        summary: vscode.l10n.t('taken as it stands'),
      }),
      refusal: (_text, error) => sentence(error),
      others: [],
      hint: hint(state.draft),
      chosen,
      choose: (draft, { location }) => choose(draft, location),
    });
    const result = await step({ draft: state.draft, confirmed: undefined }, position);
    if (result.go === 'cancel') return result;
    return { go: result.go, state: { ...state, draft: result.state?.draft ?? state.draft } };
  };
}
