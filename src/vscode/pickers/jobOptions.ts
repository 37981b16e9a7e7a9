/** What else can be chosen for a job in its review: who hears of a failure, how often it is tried again, how long it may take. */

import * as vscode from 'vscode';
import { formatCount } from '../../base/format';
import type { JobDraft } from './jobDraft';
import type { ReviewOption } from './reviewStep';

/** Those of a scheduled job, or of a run that is submitted once. */
export function jobOptions({ repeats }: Pick<JobDraft, 'repeats'>): readonly ReviewOption<JobDraft>[] {
  return [EMAILS, ...(repeats ? [RETRIES] : []), TIMEOUT];
}

const EMAILS: ReviewOption<JobDraft> = {
  label: `$(mail) ${vscode.l10n.t('E-mail on failure')}`,
  description: ({ emails }) => (emails.length === 0 ? vscode.l10n.t('nobody') : emails.join(', ')),
  ask: async (draft) => {
    const typed = await ask({
      title: vscode.l10n.t('E-mail on failure'),
      prompt: vscode.l10n.t('Addresses with commas between them; empty for nobody.'),
      value: draft.emails.join(', '),
      isFine: (text) => listOf(text).every((address) => /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(address)),
      wrong: vscode.l10n.t('This is no list of e-mail addresses.'),
    });
    return typed === undefined ? undefined : { ...draft, emails: listOf(typed) };
  },
};

const RETRIES: ReviewOption<JobDraft> = {
  label: `$(debug-restart) ${vscode.l10n.t('Tries again after a failure')}`,
  description: ({ retries }) => formatCount(retries, 'retry', 'retries'),
  ask: async (draft) => {
    const typed = await ask({
      title: vscode.l10n.t('Tries again after a failure'),
      prompt: vscode.l10n.t('How often a run that failed is tried again, with five minutes between.'),
      value: String(draft.retries),
      isFine: (text) => /^\d{1,2}$/.test(text.trim()),
      wrong: vscode.l10n.t('A number from 0 to 99.'),
    });
    return typed === undefined ? undefined : { ...draft, retries: Number(typed.trim()) };
  },
};

const TIMEOUT: ReviewOption<JobDraft> = {
  label: `$(watch) ${vscode.l10n.t('Time limit')}`,
  description: ({ timeoutMinutes }) =>
    timeoutMinutes === 0 ? vscode.l10n.t('none') : formatCount(timeoutMinutes, 'minute'),
  ask: async (draft) => {
    const typed = await ask({
      title: vscode.l10n.t('Time limit'),
      prompt: vscode.l10n.t('Minutes after which the run is ended; 0 for no limit.'),
      value: String(draft.timeoutMinutes),
      isFine: (text) => /^\d{1,5}$/.test(text.trim()),
      wrong: vscode.l10n.t('A number of minutes.'),
    });
    return typed === undefined ? undefined : { ...draft, timeoutMinutes: Number(typed.trim()) };
  },
};

interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly isFine: (text: string) => boolean;
  readonly wrong: string;
}

function ask({ title, prompt, value, isFine, wrong }: Question): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => (isFine(text) ? undefined : wrong),
  });
}

function listOf(text: string): readonly string[] {
  return text
    .split(/[,;\s]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
