/**
 * Waits for the sizes of tables before a list with check boxes shows them. Once it is shown it is not drawn again: that would put back what is
 * being checked at that very moment, since the window tells of it a little later.
 */

import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Tables } from '../tables';
import type { ListedTables } from './listTables';
import { showPick } from './quickPick';

/** What ends sooner needs no picker of its own: it would only flash up, ms. */
const PATIENCE = 200;
/** After so long the list is shown without the sizes that are still missing, ms. */
const LIMIT = 5_000;

/** @returns whether the list can be shown; false when the user has left meanwhile. */
export async function waitForSizes(
  tables: Tables,
  { lakehouse, entries }: ListedTables,
  title: string,
): Promise<boolean> {
  if (lakehouse === undefined) return true;
  const loading = () =>
    entries.filter(({ location }) => tables.detail(lakehouse, location).kind === 'loading');
  const known = new Promise<void>((resolve) => {
    const look = () => {
      if (loading().length > 0) return;
      listening.dispose();
      resolve();
    };
    const listening = tables.onArrival(look);
    look();
  });
  if (await Promise.race([known.then(() => true), delay(PATIENCE, false)])) return true;
  const isOver = Promise.race([known, delay(LIMIT)]);
  const picked = await showPick({
    title,
    placeholder: vscode.l10n.t('Reading the sizes of the tables…'),
    items: [
      { label: `$(loading~spin) ${vscode.l10n.t('Reading the sizes of the tables…')}`, alwaysShow: true },
    ],
    onOpen: (pick) => {
      pick.busy = true;
      return new vscode.Disposable(() => {});
    },
    until: isOver,
  });
  return picked !== 'back' && picked !== 'cancel';
}
