/** What else can be chosen for a job in its review: who hears of a failure, how often it is tried again, how long it may take, and more. */

import * as vscode from 'vscode';
import { formatCount } from '../../base/format';
import { problemOf } from '../notify';
import type { JobDraft } from './jobDraft';
import { readTags, tagsText } from './jobTags';
import { readRecipients, recipientsText } from './recipients';
import type { ReviewOption } from './reviewStep';

/** Those of a scheduled job, or of a run that is submitted once. */
export function jobOptions({ repeats }: Pick<JobDraft, 'repeats'>): readonly ReviewOption<JobDraft>[] {
  return [RECIPIENTS, ...(repeats ? [RETRIES] : []), TIMEOUT, ...(repeats ? [PAUSED, TAGS] : [])];
}

const RECIPIENTS: ReviewOption<JobDraft> = {
  label: `$(mail) ${vscode.l10n.t('Told of a failure')}`,
  description: ({ recipients }) => recipientsText(recipients) || vscode.l10n.t('nobody'),
  ask: async (draft) => {
    const typed = await ask({
      title: vscode.l10n.t('Told of a failure'),
      prompt: vscode.l10n.t(
        'E-mail addresses and ids of notification destinations, with commas between; empty for nobody.',
      ),
      value: recipientsText(draft.recipients),
      problem: (text) => problemOf(() => readRecipients(text)),
    });
    return typed === undefined ? undefined : { ...draft, recipients: readRecipients(typed) };
  },
};

/** It needs no question: to choose it turns it. */
const PAUSED: ReviewOption<JobDraft> = {
  label: `$(debug-pause) ${vscode.l10n.t('Schedule is paused')}`,
  description: ({ paused }) => (paused ? vscode.l10n.t('on') : vscode.l10n.t('off')),
  ask: async (draft) => ({ ...draft, paused: !draft.paused }),
};

const TAGS: ReviewOption<JobDraft> = {
  label: `$(tag) ${vscode.l10n.t('Tags')}`,
  description: ({ tags }) => tagsText(tags) || vscode.l10n.t('none of yours'),
  ask: async (draft) => {
    const typed = await ask({
      title: vscode.l10n.t('Tags'),
      prompt: vscode.l10n.t('name=value, with commas between; empty for none.'),
      value: tagsText(draft.tags),
      problem: (text) => problemOf(() => readTags(text)),
    });
    return typed === undefined ? undefined : { ...draft, tags: readTags(typed) };
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
      problem: (text) =>
        /^\d{1,2}$/.test(text.trim()) ? undefined : vscode.l10n.t('A number from 0 to 99.'),
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
      problem: (text) => (/^\d{1,5}$/.test(text.trim()) ? undefined : vscode.l10n.t('A number of minutes.')),
    });
    return typed === undefined ? undefined : { ...draft, timeoutMinutes: Number(typed.trim()) };
  },
};

interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  /** Why the text is not accepted; undefined where it is. */
  readonly problem: (text: string) => string | undefined;
}

function ask({ title, prompt, value, problem }: Question): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: problem,
  });
}
