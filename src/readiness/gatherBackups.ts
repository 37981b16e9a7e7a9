/** Gathers what the clone reports of backups tell of one database. */

import { type FoundRuns, findFolders, findRuns } from '../backup/retention/copies';
import { mapLimit } from '../base/concurrency';
import { asFault, type FaultData } from '../base/fault';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { parentPlace } from '../lakehouse/placeText';
import { sameName } from '../overwatch/names';
import type { Facts, KnownBackups, KnownCopy } from './facts';

const CONCURRENT_READS = 4;

export interface BackupSources {
  readonly lakehouse: Lakehouse;
  readonly database: Facts['database'];
  /** The root of a backup, or the prefix of bronze backups in dated folders, that the user has named: nothing else is looked at. */
  readonly from?: string;
  /** The backups that are known, where they are; without them, those that the lakehouse lists. */
  readonly known?: BackupPlaces;
}

export interface BackupPlaces {
  readonly roots: readonly string[];
  /** Of places that may hold a backup and cannot be read. */
  readonly unreadable: readonly FaultData[];
}

/** @throws what the lakehouse throws where it cannot list its backups. */
export async function gatherBackups(
  { lakehouse, database, from, known }: BackupSources,
  now: number,
  signal: AbortSignal,
): Promise<KnownBackups> {
  const places =
    from === undefined
      ? (known ?? (await listed(lakehouse, signal)))
      : await named(from, lakehouse, now, signal);
  const read = await mapLimit(
    places.roots,
    CONCURRENT_READS,
    (root) => readRoot(root, database, lakehouse, signal),
    signal,
  );
  const copies = read.flatMap((one) => one.copies).sort(newestFirst);
  return {
    roots: places.roots.filter((_root, index) => from !== undefined || read[index]?.isMine !== false),
    copies,
    unreadable: [...places.unreadable, ...read.flatMap(({ error }) => error ?? [])],
  };
}

async function listed(lakehouse: Lakehouse, signal: AbortSignal): Promise<BackupPlaces> {
  const entries = await lakehouse.entries(signal);
  return {
    roots: entries.flatMap((entry) => (entry.kind === 'backup' ? [entry.location] : [])),
    unreadable: entries.flatMap((entry) => (entry.kind === 'unreachable' ? [entry.error] : [])),
  };
}

/** A prefix of bronze backups stands for the dated folders in it, of which each is a backup. */
async function named(
  from: string,
  lakehouse: Lakehouse,
  now: number,
  signal: AbortSignal,
): Promise<BackupPlaces> {
  const { copies: folders } = await findFolders(from, lakehouse, now, signal);
  const { rows } = await findRuns(from, lakehouse, signal);
  const roots = [...(rows.length === 0 ? [] : [from]), ...folders.map(({ location }) => location)];
  // A place without any copies is looked at as well: that there is no backup in it is what was asked.
  return { roots: roots.length > 0 ? roots : [from], unreadable: [] };
}

interface ReadRoot {
  readonly copies: readonly KnownCopy[];
  /** Whether any run in it is of the database, or none is known. */
  readonly isMine: boolean;
  readonly error?: FaultData;
}

async function readRoot(
  root: string,
  database: Facts['database'],
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<ReadRoot> {
  try {
    const { copies } = await findRuns(root, lakehouse, signal);
    const mine = copies.filter((copy) => isOf(copy, database));
    return {
      copies: mine.map((copy) => knownCopy(root, copy)),
      isMine: mine.length > 0 || copies.length === 0,
    };
  } catch (error) {
    signal.throwIfAborted();
    return { copies: [], isMine: true, error: asFault(error, `Reading the report of ${root}`).toData() };
  }
}

type RunCopy = FoundRuns['copies'][number];

/** By where its tables came from, or by the name that the report has: a database may have been moved since. */
function isOf({ run }: RunCopy, { name, location }: Facts['database']): boolean {
  return (
    run.rows.some(({ source }) => parentPlace(source) === location) ||
    (run.database !== undefined && sameName(run.database, name))
  );
}

function knownCopy(root: string, { id, run, isGood, tables }: RunCopy): KnownCopy {
  const isVerified =
    run.writtenBy === 'overwatch-backup' &&
    // What was skipped had a verified copy already.
    run.rows.every(({ status, verification }) => status === 'skipped' || verification !== undefined);
  return { root, id, takenAt: run.startedAt, isGood, isVerified, tables };
}

function newestFirst(one: KnownCopy, other: KnownCopy): number {
  return (other.takenAt ?? 0) - (one.takenAt ?? 0);
}
