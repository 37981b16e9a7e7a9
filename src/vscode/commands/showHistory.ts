/** Shows a table's newest commits. */

import * as vscode from 'vscode';
import { historyPage } from '../pages/historyPage';
import { showPage } from '../pages/panel';
import { onTable } from './onTable';

/** Older commits are rarely asked for, and a log may hold a hundred thousand. */
const SHOWN = 200;

export const showHistory = onTable(
  (name) => vscode.l10n.t('Reading the log of {0}', name),
  async ({ table: { lakehouse, table }, signal }) => {
    const history = await lakehouse.history(table.location, SHOWN, signal);
    showPage(historyPage(table.name, table.location, history, Date.now()), {
      key: `history:${table.location}`,
    });
  },
);
