/** Compares the columns of a copy with those of its source, as they are now or as a run of the backup left them. */

import * as vscode from 'vscode';
import { BACKUP_DATA } from '../../overwatch/recognise';
import { showPage } from '../pages/panel';
import { schemaDiffPage } from '../pages/schemaDiffPage';
import { pickBackup } from '../pickers/pickPlace';
import type { Services } from '../services';
import type { TableSubject } from '../trees/node';
import { onVersion, pageKey } from './onVersion';

export const compareSchema = onVersion(
  (name) => vscode.l10n.t('Comparing the schema of {0}', name),
  pickCopy,
  async (version) => {
    const { lakehouse, name, location, copy, at, signal } = version;
    const { compareWithSource } = await import('../../backup/verify/sourceSchema');
    const detail = await at((moment) => lakehouse.detail(location, moment, signal));
    const choice = { table: name, copy: detail, otherwise: copy?.source };
    const compared = await compareWithSource(choice, lakehouse, signal);
    showPage(schemaDiffPage(compared, copy?.run), { key: pageKey('schema-diff', version) });
  },
);

/** A table of a backup. */
async function pickCopy(services: Services): Promise<TableSubject | undefined> {
  const backup = await pickBackup(services);
  if (backup === undefined) return undefined;
  const { lakehouse, root } = backup;
  const copies = services.tables.list(lakehouse, lakehouse.join(root, BACKUP_DATA));
  const items = copies.then((tables) => tables.map((table) => ({ label: table.name, table })));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which table?') });
  return chosen && { lakehouse, table: chosen.table, owner: root };
}
