/** Asks for a table, a database or a backup when a command was not started from one. */

import os from 'node:os';
import * as vscode from 'vscode';
import { lastPart, shownPlace } from '../../lakehouse/placeText';
import { cleanUpPlaceOf, whyNotCleanUp } from '../cleanUpCounts';
import { shortenFolder } from '../folders';
import { entriesOf } from '../lakehouses';
import type { Services } from '../services';
import type { BackupSubject, DatabaseSubject, TableSubject } from '../trees/node';
import type { CleanUpPlace } from './decisionsStep';

const NO_DATABASE = vscode.l10n.t('No Overwatch database has been found.');
const NO_BACKUP = vscode.l10n.t('No backup has been found. A snapshot makes one.');

interface Item<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** Any table of any database. @returns undefined when the user has closed the picker. */
export async function pickTable({ lakehouses, tables }: Services): Promise<TableSubject | undefined> {
  const items = async (): Promise<Item<TableSubject>[]> => {
    const databases = entriesOf(await lakehouses.settled(), 'database');
    const perDatabase = await Promise.all(
      databases.map(async ({ lakehouse, entry }) =>
        (await tables.list(lakehouse, entry.location)).map((table) => ({
          label: table.name,
          description: entry.name,
          value: { lakehouse, table, owner: entry.name },
        })),
      ),
    );
    return perDatabase.flat();
  };
  return pick(items(), vscode.l10n.t('Which table?'), NO_DATABASE);
}

/** Any database, or one of the lakehouse of an address. @returns undefined when the user has closed the picker. */
export async function pickDatabase(
  { lakehouses }: Services,
  address?: string,
): Promise<DatabaseSubject | undefined> {
  const items = async (): Promise<Item<DatabaseSubject>[]> => {
    const all = await lakehouses.settled();
    const folders = address === undefined ? all : all.filter(({ folder }) => folder === address);
    return entriesOf(folders, 'database').map(({ lakehouse, folder, entry }) => ({
      label: entry.name,
      description: shortenFolder(shownPlace(entry.location), os.homedir()),
      value: { lakehouse, folder, name: entry.name, location: entry.location },
    }));
  };
  return pick(items(), vscode.l10n.t('Which Overwatch database?'), NO_DATABASE);
}

/** Any backup. @returns undefined when the user has closed the picker. */
export async function pickBackup({ lakehouses }: Services): Promise<BackupSubject | undefined> {
  const items = async (): Promise<Item<BackupSubject>[]> =>
    entriesOf(await lakehouses.settled(), 'backup').map(({ lakehouse, entry }) => ({
      label: entry.name,
      description: shortenFolder(shownPlace(entry.location), os.homedir()),
      value: { lakehouse, root: entry.location },
    }));
  return pick(items(), vscode.l10n.t('Which backup?'), NO_BACKUP);
}

/** Any place that holds copies which can be removed. @returns undefined when the user has closed the picker. */
export async function pickCleanUpPlace({ lakehouses }: Services): Promise<CleanUpPlace | undefined> {
  const items = async (): Promise<Item<CleanUpPlace>[]> => {
    const places = new Map(
      entriesOf(await lakehouses.settled(), 'backup').flatMap(({ lakehouse, entry }) => {
        if (whyNotCleanUp(entry.location, lakehouse) !== undefined) return [];
        const from = cleanUpPlaceOf(entry.location);
        return [[from, { from, lakehouse }] as const];
      }),
    );
    return [...places.values()].map((value) => ({
      label: lastPart(value.from),
      description: shortenFolder(shownPlace(value.from), os.homedir()),
      value,
    }));
  };
  return pick(items(), vscode.l10n.t('Clean up which backup?'), NO_BACKUP);
}

async function pick<T>(items: Promise<Item<T>[]>, placeHolder: string, none: string): Promise<T | undefined> {
  const chosen = await vscode.window.showQuickPick(orNone(items, none), {
    placeHolder,
    matchOnDescription: true,
  });
  return chosen?.value;
}

async function orNone<T>(items: Promise<Item<T>[]>, none: string): Promise<Item<T | undefined>[]> {
  const found = await items;
  return found.length === 0 ? [{ label: `$(circle-slash) ${none}`, value: undefined }] : found;
}
