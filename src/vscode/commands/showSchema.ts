/** Shows a table's columns, properties and features. */

import * as vscode from 'vscode';
import { showPage } from '../pages/panel';
import { schemaPage } from '../pages/schemaPage';
import { onTable } from './onTable';

export const showSchema = onTable(
  (name) => vscode.l10n.t('Reading {0}', name),
  async ({ table: { lakehouse, table }, signal }) => {
    const detail = await lakehouse.detail(table.location, 'latest', signal);
    showPage(schemaPage(table.name, detail), { key: `schema:${table.location}` });
  },
);
