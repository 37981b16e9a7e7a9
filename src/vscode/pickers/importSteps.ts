/** Steps: where in a workspace something is put, and whether it may replace what is there. */

import path from 'node:path';
import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { currentUser } from '../../workspace/currentUser';
import { workspaceFiles } from '../../workspace/files/workspaceFiles';
import type { Rest } from '../../workspace/rest';
import { sentence } from '../notify';
import type { CheckPath } from './pathCheck';
import { pathStep, typedText } from './pathStep';
import { showPick } from './quickPick';
import type { Step } from './steps';

export interface ImportChoice {
  /** From `/Workspace/` on. */
  readonly path: string | undefined;
  /** Whether something is there already, which is then replaced. */
  readonly isThere: boolean;
}

export interface ImportQuestion<State> {
  readonly title: (state: State) => string;
  readonly rest: (state: State) => Promise<Rest>;
  /** What it is called unless the user says otherwise. */
  readonly name: (state: State) => string;
  readonly chosen: (state: State) => ImportChoice;
  readonly choose: (state: State, choice: ImportChoice) => State;
}

/** Asks for the path. Nothing is written. */
export function importPathStep<State>(question: ImportQuestion<State>): Step<State> {
  return async (state, position) => {
    const rest = await question.rest(state);
    const there = new Set<string>();
    const step = pathStep<ImportChoice>({
      title: () => question.title(state),
      placeholder: vscode.l10n.t('Under which path of the workspace?'),
      suggestions: async () => [await ownPath(rest, question.name(state))],
      read: typedText,
      check: () => checkPath(rest, (found) => there.add(found)),
      refusal: (_path, error) => sentence(error),
      others: [],
      hint: vscode.l10n.t('Type /Workspace/Users/… or /Workspace/Shared/…'),
      chosen: ({ path: before }) => before,
      choose: (_draft, { location }) => ({ path: location, isThere: there.has(location) }),
    });
    const result = await step({ draft: question.chosen(state), confirmed: undefined }, position);
    if (result.go !== 'next') return { go: result.go };
    return { go: 'next', state: question.choose(state, result.state.draft) };
  };
}

async function ownPath(rest: Rest, name: string): Promise<string> {
  const user = await currentUser(rest, AbortSignal.timeout(USER_LIMIT));
  return `${ROOT}/Users/${user.name}/${name}`;
}

/** A server that hangs must not keep the user from typing a path, ms. */
const USER_LIMIT = 20_000;
const ROOT = '/Workspace';

function checkPath(rest: Rest, noteThere: (path: string) => void): CheckPath {
  return async (typed, signal) => {
    const location = whole(typed);
    const kind = await workspaceFiles.kind(rest, location, signal);
    if (kind === 'folder') {
      throw new Fault('bad-target', vscode.l10n.t('This is a folder.'), {
        advice: vscode.l10n.t('Add a name.'),
      });
    }
    if (kind === 'file') {
      noteThere(location);
      return { location, summary: vscode.l10n.t('is there already: you are asked before it is replaced') };
    }
    const folder = await workspaceFiles.kind(rest, path.posix.dirname(location), signal);
    return {
      location,
      summary: folder === undefined ? vscode.l10n.t('new, in a new folder') : vscode.l10n.t('new'),
    };
  };
}

/** The path with `/Workspace` before it. @throws Fault `usage` for what is no path of a file. */
function whole(typed: string): string {
  const plain = typed.replace(/\/+$/, '');
  const full = /^\/Workspace(\/|$)/.test(plain) ? plain : `${ROOT}${plain}`;
  if (plain.startsWith('/') && full !== ROOT && path.posix.normalize(full) === full) return full;
  throw new Fault('usage', vscode.l10n.t('This is no path of a workspace.'), {
    advice: vscode.l10n.t('Begin with /Workspace/.'),
  });
}

/** Asks before anything is replaced. */
export function replaceStep<State>({ title, chosen }: ImportQuestion<State>): Step<State> {
  return async (state, position) => {
    const picked = await showPick({
      title: title(state),
      position,
      placeholder: vscode.l10n.t('{0} is there already.', chosen(state).path ?? ''),
      items: [
        { replace: false, label: `$(arrow-left) ${vscode.l10n.t('Choose Another Path')}` },
        {
          replace: true,
          label: `$(warning) ${vscode.l10n.t('Replace It')}`,
          description: vscode.l10n.t('what is there now is lost'),
        },
      ],
    });
    if (picked === 'back' || picked === 'cancel') return { go: picked };
    return picked.items[0]?.replace === true ? { go: 'next', state } : { go: 'back' };
  };
}
