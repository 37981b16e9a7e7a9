/** Counts a table's rows in its files, and compares with what its statistics say. */

import * as vscode from 'vscode';
import { onTable } from './onTable';

export const countRows = onTable(
  (name) => vscode.l10n.t('Counting the rows of {0}', name),
  async ({ table: { lakehouse, table }, signal }) => {
    const { version, rows } = await lakehouse.detail(table.location, 'latest', signal);
    const counted = await lakehouse.countRows(table.location, { version }, signal);
    const compared =
      rows === undefined
        ? vscode.l10n.t('its statistics do not say')
        : rows === counted
          ? vscode.l10n.t('as its statistics say')
          : vscode.l10n.t('its statistics say {0}', rows.toLocaleString('en-US'));
    const message = vscode.l10n.t(
      '{0} holds {1} rows at version {2}, {3}.',
      table.name,
      counted.toLocaleString('en-US'),
      version,
      compared,
    );
    void vscode.window.showInformationMessage(message);
  },
);
