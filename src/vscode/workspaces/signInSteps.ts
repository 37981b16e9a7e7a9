/** Steps: how to sign in to a workspace, and what that needs to know. */

import * as vscode from 'vscode';
import { asFault } from '../../base/fault';
import { secretKey } from '../../workspace/auth/secretStore';
import { parseHost } from '../../workspace/host';
import type { ProfileSources } from '../../workspace/profiles';
import { sentence } from '../notify';
import { showInput } from '../pickers/inputStep';
import { showPick } from '../pickers/quickPick';
import type { Step } from '../pickers/steps';
import type { StagedSecrets } from './stagedSecrets';
import { type Question, type SignInChoice, type Way, type WayItem, wayItems, wrongHost } from './ways';

/** What the wizard has gathered of the sign-in. */
export interface SignInDraft {
  readonly way: Way | undefined;
  readonly answers: Pick<SignInChoice, 'host' | 'workspaceId' | 'client'>;
}

export const ADD_TITLE = vscode.l10n.t('Add Databricks Workspace');

/** The beginning of the address. Undefined before a way was chosen. */
export function choiceOf({ way, answers }: SignInDraft): SignInChoice | undefined {
  return way === undefined ? undefined : { ...way.choice, ...answers };
}

export function wayStep<State extends SignInDraft>(sources: ProfileSources): Step<State> {
  return async (state, position) => {
    const picked = await showPick<WayItem>({
      title: ADD_TITLE,
      position,
      placeholder: vscode.l10n.t('Which workspace, and how to sign in?'),
      items: await wayItems(sources),
      accept: async ([item]) => item?.way !== undefined,
    });
    if (picked === 'back' || picked === 'cancel') return { go: picked };
    const way = picked.items[0]?.way;
    return { go: 'next', state: { ...state, way, answers: {} } };
  };
}

/** One step for each thing that the chosen way asks for. */
export function questionSteps<State extends SignInDraft>(
  { way }: SignInDraft,
  secrets: StagedSecrets,
): readonly Step<State>[] {
  return way === undefined ? [] : way.asks.map((question) => questionStep<State>(question, secrets));
}

function questionStep<State extends SignInDraft>(question: Question, secrets: StagedSecrets): Step<State> {
  return async (state, position) => {
    const { way, answers } = state;
    const auth = way?.choice.auth ?? 'pat';
    const asked = TEXTS[question];
    const typed = await showInput({
      title: ADD_TITLE,
      position,
      ...asked,
      ...(question === 'host' && answers.host !== undefined ? { value: answers.host } : {}),
      ...(question === 'client' && answers.client !== undefined ? { value: answers.client } : {}),
      problem: (text) => problemOf(question, auth, text),
    });
    if (typed === 'back' || typed === 'cancel') return { go: typed };
    const text = typed.text.trim();
    const { host = '', client } = answers;
    switch (question) {
      case 'host':
        return { go: 'next', state: { ...state, answers: parseHost(text) } };
      case 'client':
        return { go: 'next', state: { ...state, answers: { ...answers, client: text } } };
      case 'token':
        await secrets.set(secretKey('pat', host), text);
        return { go: 'next', state };
      case 'clientSecret':
        await secrets.set(secretKey('oauth-machine', host, client), text);
        return { go: 'next', state };
    }
  };
}

const TEXTS: Readonly<
  Record<Question, { readonly prompt: string; readonly placeholder: string; readonly password?: true }>
> = {
  host: {
    prompt: vscode.l10n.t('Address of the workspace, as the browser shows it.'),
    placeholder: 'https://adb-1234567890123456.7.azuredatabricks.net',
  },
  token: {
    prompt: vscode.l10n.t(
      'Personal access token. The workspace makes one in Settings, Developer, Access tokens.',
    ),
    placeholder: 'dapi…',
    password: true,
  },
  client: {
    prompt: vscode.l10n.t('Client id (application id) of the service principal.'),
    placeholder: '00000000-0000-0000-0000-000000000000',
  },
  clientSecret: {
    prompt: vscode.l10n.t('OAuth secret of the service principal.'),
    placeholder: 'dose…',
    password: true,
  },
};

function problemOf(question: Question, auth: Way['choice']['auth'], text: string): string | undefined {
  if (text.trim() === '') return vscode.l10n.t('Nothing was entered.');
  if (question !== 'host') return undefined;
  try {
    return wrongHost(auth, text);
  } catch (error) {
    return sentence(asFault(error));
  }
}
