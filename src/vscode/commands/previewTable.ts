/** Shows a table's first rows. */

import * as vscode from 'vscode';
import { showPage } from '../pages/panel';
import { previewPage } from '../pages/previewPage';
import { readSettings } from '../settings';
import { onTable } from './onTable';

export const previewTable = onTable(
  (name) => vscode.l10n.t('Reading {0}', name),
  async ({ table: { lakehouse, table }, signal }) => {
    const preview = await lakehouse.preview(table.location, 'latest', readSettings().previewRows, signal);
    showPage(previewPage(table.name, table.location, preview), { key: `preview:${table.location}` });
  },
);
