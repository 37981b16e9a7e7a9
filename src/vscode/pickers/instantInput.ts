/** Asks for the instant that all tables are snapshotted as of. */

import * as vscode from 'vscode';
import { formatInstant, parseInstant } from '../../backup/instant';
import { asFault } from '../../base/fault';
import { sentence } from '../notify';
import type { ReviewOption } from './reviewStep';

/** @returns epoch ms, `undefined` in it for the latest versions; undefined when the user has closed the box. */
export async function askInstant(
  current: number | undefined,
): Promise<{ readonly instant: number | undefined } | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('As of'),
    prompt: vscode.l10n.t('All tables as they were at this instant; empty for the latest versions.'),
    placeHolder: '2026-11-23 03:24 (UTC)',
    value: current === undefined ? '' : formatInstant(current),
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? undefined : problemWith(typed)),
  });
  if (text === undefined) return undefined;
  return { instant: text.trim() === '' ? undefined : parseInstant(text) };
}

function problemWith(typed: string): string | undefined {
  try {
    return parseInstant(typed) > Date.now() ? vscode.l10n.t('This instant has not come yet.') : undefined;
  } catch (error) {
    return sentence(asFault(error));
  }
}

/** Whether all tables are taken as they were at an instant. */
export function asOfOption<Draft extends { readonly asOf: number | undefined }>(): ReviewOption<Draft> {
  return {
    label: `$(history) ${vscode.l10n.t('As of')}`,
    description: ({ asOf }) => (asOf === undefined ? vscode.l10n.t('latest versions') : formatInstant(asOf)),
    ask: async (draft) => {
      const answer = await askInstant(draft.asOf);
      return answer === undefined ? undefined : { ...draft, asOf: answer.instant };
    },
  };
}
