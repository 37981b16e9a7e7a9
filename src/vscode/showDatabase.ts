/** The database that a restore or a migration has made, in the Databases view. */

import * as vscode from 'vscode';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { GLOBAL_SHARE } from '../overwatch/recognise';
import { entriesOf, type Lakehouses } from './lakehouses';
import { addLakehouseAddress } from './settings';

/** Adds the root of a made database to the lakehouses, unless it is found below one of them, and shows the view. */
export async function showDatabase(
  lakehouses: Lakehouses,
  lakehouse: Lakehouse,
  root: string,
): Promise<void> {
  const location = lakehouse.join(root, GLOBAL_SHARE);
  const isFound = async () =>
    entriesOf(await lakehouses.settled(), 'database').some(({ entry }) => entry.location === location);
  if (!(await isFound())) await addLakehouseAddress(root);
  await vscode.commands.executeCommand('overwatch.databases.focus');
  if (await isFound()) return;
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0} is not known as an Overwatch database: there is no table pipeline_report in it.',
      location,
    ),
  );
}
