/** Compare with Database…: what has happened in a database since a backup of it was made. */

import os from 'node:os';
import * as vscode from 'vscode';
import { asFault } from '../../base/fault';
import { lastPart, parentPlace, shownPlace } from '../../lakehouse/placeText';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { BACKUP_DATA } from '../../overwatch/recognise';
import { shortenFolder } from '../folders';
import { entriesOf } from '../lakehouses';
import { type Compared, diffPage } from '../pages/diffPage';
import { showPage } from '../pages/panel';
import { pickBackup } from '../pickers/pickPlace';
import type { Services } from '../services';
import { concurrencyFor } from '../settings';
import type { BackupSubject } from '../trees/node';
import { withProgress } from '../withProgress';
import type { Command } from './command';

type Database = Compared['database'];

interface DatabaseItem extends vscode.QuickPickItem {
  readonly database: Database;
}

export const compare: Command = async (services, subject) => {
  const backup = subject.kind === 'backup' ? subject : await pickBackup(services);
  if (backup === undefined) return;
  const chosen = await vscode.window.showQuickPick(databaseItems(services, backup), {
    title: vscode.l10n.t('Compare {0}', lastPart(backup.root)),
    placeHolder: vscode.l10n.t('With which database?'),
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  const { database } = chosen;
  const { lakehouse, root } = backup;
  const tables = await withProgress(vscode.l10n.t('Comparing with {0}', database.name), async (signal) => {
    const { diffBackup } = await import('../../backup/verify/diff');
    const concurrency = concurrencyFor(lakehouse);
    return diffBackup(root, database.location, lakehouse, { concurrency, signal });
  });
  showPage(diffPage({ from: root, database, tables }), { key: `diff:${root}` });
};

/** The database that the backup was made from comes first, also where it is not listed. */
async function databaseItems(
  { lakehouses }: Services,
  backup: BackupSubject,
): Promise<readonly DatabaseItem[]> {
  const listed = entriesOf(await lakehouses.settled(), 'database')
    .filter(({ lakehouse }) => lakehouse.host === backup.lakehouse.host)
    .map(({ entry }) => entry);
  const origin = await originOf(backup);
  const known = origin === undefined || listed.some(({ location }) => location === origin);
  const databases: readonly Database[] = known
    ? listed
    : [{ name: lastPart(origin), location: origin }, ...listed];
  return databases
    .toSorted((one, other) => Number(other.location === origin) - Number(one.location === origin))
    .map((database) => ({
      label: database.name,
      description: shortenFolder(shownPlace(database.location), os.homedir()),
      ...(database.location === origin ? { detail: vscode.l10n.t('the backup was made from it') } : {}),
      database,
    }));
}

/** How long looking for the origin may take, ms. */
const TIME_LIMIT = 10_000;

/** Where the tables lie that the backup was made from; undefined where its log does not say or cannot be read: then all are offered alike. */
async function originOf({ lakehouse, root }: BackupSubject): Promise<string | undefined> {
  const table = lakehouse.join(root, BACKUP_DATA, PIPELINE_REPORT);
  try {
    const origin = await lakehouse.origin(table, AbortSignal.timeout(TIME_LIMIT));
    return origin === undefined ? undefined : parentPlace(origin.location);
  } catch (error) {
    if (['damaged', 'not-delta', 'io', 'cancelled'].includes(asFault(error).code)) return undefined;
    throw error;
  }
}
