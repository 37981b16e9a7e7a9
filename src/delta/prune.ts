/**
 * Removes from a table the files that none of the versions to keep needs. The log stays as it is: a version that is not kept can still be
 * opened, but reading it fails with the name of the first file that is gone, so nobody takes it for whole.
 *
 * Only files that the log names are ever removed, and only those that it also names as removed from the table. What it does not name (a
 * copy under way, another product's files) is left alone.
 */

import path from 'node:path';
import { mapLimit } from '../base/concurrency';
import { Fault } from '../base/fault';
import type { Storage } from '../storage/storage';
import type { Action, DeletionVectorDescriptor } from './actions';
import { dropChecksums } from './checksums';
import { copyingSince } from './cloneMarker';
import { deletionVectorFile } from './deletionVector';
import { commitName, type LogFiles, latestVersion, listLog } from './logFiles';
import { logDirectory, nameWithin, resolveDataPath } from './paths';
import type { PruneResult } from './results';
import { fileKey, openSnapshot, readCommit } from './snapshot';

/** Which versions must stay readable; the newest one always does. */
export interface Keep {
  readonly versions: readonly number[];
  /** All versions before this one stay too, as far as the log still holds them. */
  readonly before?: number;
}

const CONCURRENT = 8;

/**
 * @param dryRun counts and removes nothing
 * @throws Fault `no-such-version` or `damaged` where a version to keep cannot be opened: then nothing is removed; `conflict` where another
 *   writer commits meanwhile.
 */
export async function prune(
  storage: Storage,
  table: string,
  keep: Keep,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<PruneResult> {
  const log = await listLog(storage, table);
  const latest = latestVersion(log);
  const names = await unneededNames(storage, log, keep, signal);
  const files = await removableFiles(storage, table, names, latest, signal);
  const result = { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  if (dryRun || files.length === 0) return result;
  if (latestVersion(await listLog(storage, table)) !== latest) {
    throw new Fault('conflict', `Another writer committed to ${table} meanwhile; nothing was removed.`, {
      advice: 'Wait until it has ended, then run it again.',
    });
  }
  await mapLimit(files, CONCURRENT, ({ name }) => storage.remove(path.join(table, name)), signal);
  await dropChecksums(storage, table, new Set(files.map(({ name }) => name)));
  return result;
}

/** Names of files within the table (decoded, `/` between parts) that the log tells of and no kept version needs. */
async function unneededNames(
  storage: Storage,
  log: LogFiles,
  keep: Keep,
  signal: AbortSignal,
): Promise<string[]> {
  const { table } = log;
  const latest = latestVersion(log);
  const first = keep.before === undefined ? Math.min(latest, ...keep.versions) : oldestReadable(log);
  const base = await openSnapshot(storage, table, signal, first, log);
  const beyond = keep.versions.find((version) => version > latest);
  if (beyond !== undefined) {
    throw new Fault(
      'no-such-version',
      `The table ${table} has no version ${beyond}: its newest is ${latest}.`,
      {
        advice:
          'Its newest commits are lost. Take a new snapshot of the table before old copies are removed.',
      },
    );
  }

  const named = new Set<string>();
  for (const version of log.commits.filter((commit) => commit <= first)) {
    signal.throwIfAborted();
    for (const action of await readCommit(storage, table, version)) {
      for (const name of namesOf(table, action.add ?? action.remove)) named.add(name);
    }
  }
  const isKept = (from: number, to: number) =>
    (keep.before !== undefined && from < keep.before) ||
    keep.versions.some((version) => version >= from && version < to);
  const needed = new Set<string>();
  /** Logical files that are there, by key, with the version that brought them. */
  const present = new Map<string, { readonly names: readonly string[]; readonly since: number }>();
  const appear = (add: Action['add'], version: number) => {
    if (add === undefined) return;
    const names = namesOf(table, add);
    for (const name of names) named.add(name);
    const key = fileKey(table, add);
    if (!present.has(key)) present.set(key, { names, since: version });
  };
  for (const add of base.files) appear(add, first);
  for (let version = first + 1; version <= latest; version += 1) {
    signal.throwIfAborted();
    const actions = await readCommit(storage, table, version);
    for (const { remove } of actions) {
      if (remove === undefined) continue;
      for (const name of namesOf(table, remove)) named.add(name);
      const key = fileKey(table, remove);
      const gone = present.get(key);
      if (gone !== undefined && isKept(gone.since, version)) for (const name of gone.names) needed.add(name);
      present.delete(key);
    }
    for (const { add } of actions) appear(add, version);
  }
  for (const { names } of present.values()) for (const name of names) needed.add(name);
  return [...named].filter((name) => !needed.has(name));
}

function oldestReadable({ commits, checkpoints }: LogFiles): number {
  return commits[0] === 0 ? 0 : (checkpoints.at(-1)?.version ?? 0);
}

/** The data file and the deletion-vector file of an action, as far as they lie within the table and outside its log. */
function namesOf(
  table: string,
  file: { readonly path: string; readonly deletionVector?: DeletionVectorDescriptor } | undefined,
): string[] {
  if (file === undefined) return [];
  const vector = file.deletionVector && deletionVectorFile(table, file.deletionVector);
  const places = [resolveDataPath(table, file.path), ...(vector === undefined ? [] : [vector])];
  return places.flatMap((place) => {
    const name = nameWithin(table, place);
    return name === undefined || /^_delta_log(\/|$)/i.test(name) ? [] : [name];
  });
}

interface Removable {
  readonly name: string;
  readonly bytes: number;
}

/** Those that stand there, really within the table, and are no younger than its newest commit: a younger one belongs to a copy under way. */
async function removableFiles(
  storage: Storage,
  table: string,
  names: readonly string[],
  latest: number,
  signal: AbortSignal,
): Promise<Removable[]> {
  const commit = await storage.stat(path.join(logDirectory(table), commitName(latest)));
  const youngest = Math.min(
    commit?.modifiedAt ?? Number.NEGATIVE_INFINITY,
    (await copyingSince(storage, table)) ?? Number.POSITIVE_INFINITY,
  );
  const real = await storage.realPath(table);
  const folders = new Map<string, Promise<boolean>>();
  const isInside = (name: string) => {
    const folder = path.dirname(path.join(table, name));
    const known = folders.get(folder) ?? liesWithin(storage, folder, real);
    folders.set(folder, known);
    return known;
  };
  const found = await mapLimit(
    names,
    CONCURRENT,
    async (name): Promise<Removable[]> => {
      const stat = await storage.stat(path.join(table, name));
      if (stat?.kind !== 'file' || stat.modifiedAt > youngest || !(await isInside(name))) return [];
      return [{ name, bytes: stat.size }];
    },
    signal,
  );
  return found.flat();
}

/** A linked folder may lead out of the table, to the source even. */
async function liesWithin(storage: Storage, folder: string, table: string): Promise<boolean> {
  const real = await storage.realPath(folder);
  return real === table || nameWithin(table, real) !== undefined;
}
