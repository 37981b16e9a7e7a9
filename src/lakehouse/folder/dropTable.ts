/**
 * Drops a table that is a folder: a note first, then the log, then the data, then the note and the folder.
 *
 * Of the log, checkpoints go before commits and old commits before new ones. So a reader who comes by meanwhile, or after a kill, finds the
 * newest version or a table that cannot be read, but never an older version that looks whole.
 *
 * `removal.ts` gives a whole old copy another name first, which hides all of its tables at once. That would not do here: a table is dropped
 * by itself, others know it by its place, and a drop that was interrupted must be found there again.
 */

import path from 'node:path';
import { Fault } from '../../base/fault';
import { logDirectory } from '../../delta/paths';
import type { Storage } from '../../storage/storage';
import { isTable } from './discover';

/** Lies in a table that is being dropped, from before the first removal until after the last. */
const DROPPING = '.overwatch-backup-dropping.json';

/** Whether a drop was begun here and has not ended. */
export async function isDropBegun(storage: Storage, table: string): Promise<boolean> {
  return (await storage.stat(path.join(table, DROPPING))) !== undefined;
}

/**
 * A table that is not there is no error; a drop that was interrupted goes on.
 *
 * @throws Fault `not-delta` for a folder that is no table, `bad-target` for a link: then nothing is removed; what the storage throws.
 */
export async function dropTable(storage: Storage, table: string, signal: AbortSignal): Promise<void> {
  if ((await storage.stat(table)) === undefined) return;
  await assertInPlace(storage, table);
  if (!(await isDropBegun(storage, table))) {
    if (!(await isTable(storage, table))) {
      throw new Fault('not-delta', `${table} is no Delta table, so nothing was removed there.`);
    }
    await storage.replace(path.join(table, DROPPING), JSON.stringify({ begunAt: new Date().toISOString() }));
  }
  signal.throwIfAborted();
  await removeLog(storage, table, signal);
  const names = ((await storage.list(table)) ?? []).map(({ name }) => name);
  for (const name of names.filter((one) => one !== DROPPING)) {
    signal.throwIfAborted();
    await storage.remove(path.join(table, name));
  }
  await storage.remove(table);
}

/** What a link leads to is not the database's own. */
async function assertInPlace(storage: Storage, table: string): Promise<void> {
  const parent = await storage.realPath(path.dirname(table));
  const own = path.join(parent, path.basename(table));
  for (const [place, expected] of [
    [table, own],
    [logDirectory(table), logDirectory(own)],
  ] as const) {
    const real = await storage.realPath(place);
    if (real === expected) continue;
    throw new Fault('bad-target', `${place} is a link to ${real}, so nothing was removed there.`, {
      advice: 'Remove that link yourself, and what it leads to if it is no longer needed.',
    });
  }
}

const COMMIT = /^\d{20}\.json$/;

async function removeLog(storage: Storage, table: string, signal: AbortSignal): Promise<void> {
  const log = logDirectory(table);
  const names = ((await storage.list(log)) ?? []).map(({ name }) => name);
  const others = names.filter((name) => !COMMIT.test(name));
  const commits = names.filter((name) => COMMIT.test(name)).sort();
  for (const name of [...others, ...commits]) {
    signal.throwIfAborted();
    await storage.remove(path.join(log, name));
  }
}
