/** Check Readiness…: an Overwatch deployment against the guide's advice on production, as a page with what can be generated. */

import * as vscode from 'vscode';
import type { BackupPlaces } from '../../readiness/gatherBackups';
import type { Readiness } from '../../readiness/readiness';
import { entriesOf, type Lakehouses } from '../lakehouses';
import { OPEN_FIX } from '../pages/links';
import { showPage } from '../pages/panel';
import { readinessPage } from '../pages/readinessPage';
import { pickDatabase } from '../pickers/pickPlace';
import type { Services } from '../services';
import type { DatabaseSubject } from '../trees/node';
import { type ReportProgress, withProgress } from '../withProgress';
import type { Command } from './command';

export const readiness: Command = async (services, subject) => {
  const folder = subject.kind === 'folder' ? subject.folder : undefined;
  const database = subject.kind === 'database' ? subject : await pickDatabase(services, folder);
  if (database === undefined) return;
  const { lakehouse, name, location } = database;
  const now = Date.now();
  const title = vscode.l10n.t('Checking the readiness of {0}', name);
  const found = await withProgress(title, (signal, report) =>
    check(services, database, { now, signal, report }),
  );
  const key = `readiness:${lakehouse.host ?? ''}:${location}`;
  showPage(readinessPage(found, now), { key, commands: [OPEN_FIX] });
};

interface Looking {
  /** Epoch ms. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

async function check(
  { connections, lakehouses }: Services,
  { lakehouse, folder, name, location }: DatabaseSubject,
  { now, signal, report }: Looking,
): Promise<Readiness> {
  const { gatherFacts } = await import('../../readiness/gather');
  const { judgeReadiness } = await import('../../readiness/readiness');
  const workspace = lakehouse.host === undefined ? undefined : await connections.open(folder);
  const sources = {
    lakehouse,
    database: { name, location },
    known: await knownBackups(lakehouses, lakehouse.host),
    ...(workspace === undefined ? {} : { workspace }),
  };
  const onLooked = (source: string, all: number) => report(vscode.l10n.t('looked at {0}', source), 100 / all);
  return judgeReadiness(await gatherFacts(sources, { now, signal, onLooked }));
}

/** Those of the same workspace, or of this machine: a backup may lie in another of its lakehouses than the database. */
async function knownBackups(lakehouses: Lakehouses, host: string | undefined): Promise<BackupPlaces> {
  const all = await lakehouses.settled();
  const here = <Found extends { readonly lakehouse: { readonly host?: string } }>(found: readonly Found[]) =>
    found.filter((one) => one.lakehouse.host === host);
  return {
    roots: here(entriesOf(all, 'backup')).map(({ entry }) => entry.location),
    unreadable: here(entriesOf(all, 'unreachable')).map(({ entry }) => entry.error),
  };
}
