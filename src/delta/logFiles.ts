/**
 * The files of a `_delta_log` folder: which commits and checkpoints there are, and which of them make up a version.
 *
 * Source: PROTOCOL.md, "Checkpoints" and "Checkpoint Naming Scheme". `_last_checkpoint` is not asked: it may be absent, stale or
 * corrupt, and the listing tells the same for certain.
 */

import { Fault } from '../base/fault';
import type { Storage } from '../storage/storage';
import { logDirectory } from './paths';

export interface Checkpoint {
  readonly version: number;
  /** One name, or all the parts of a multi-part checkpoint in order. */
  readonly names: readonly string[];
  readonly format: 'parquet' | 'json';
}

export interface LogFiles {
  readonly table: string;
  /** Versions that have a JSON commit, ascending. */
  readonly commits: readonly number[];
  /** Complete checkpoints, newest first; of one version, the classic one first. */
  readonly checkpoints: readonly Checkpoint[];
}

/** What must be read for a version: a checkpoint (or none) and the commits after it. */
export interface LogSegment {
  readonly version: number;
  readonly checkpoint: Checkpoint | undefined;
  /** Versions, ascending, without a gap. */
  readonly commits: readonly number[];
}

export function commitName(version: number): string {
  return `${String(version).padStart(20, '0')}.json`;
}

/** Lists a table's log. @throws Fault `not-delta` where the folder holds no log; what the storage throws. */
export async function listLog(storage: Storage, table: string): Promise<LogFiles> {
  const log = await tryListLog(storage, table);
  if (log !== undefined) return log;
  throw new Fault('not-delta', `There is no Delta table in ${table}.`, {
    advice: 'Check the path: a Delta table is a folder that holds _delta_log with at least one commit.',
  });
}

/** Lists a table's log; undefined where there is no table yet. */
export async function tryListLog(storage: Storage, table: string): Promise<LogFiles | undefined> {
  const entries = await storage.list(logDirectory(table));
  if (entries === undefined) return undefined;
  const names = entries.filter((entry) => entry.kind === 'file').map((entry) => entry.name);
  const log = parseLogNames(table, names);
  return log.commits.length === 0 && log.checkpoints.length === 0 ? undefined : log;
}

const COMMIT = /^(\d{20})\.json$/;
const CLASSIC = /^(\d{20})\.checkpoint\.parquet$/;
const PART = /^(\d{20})\.checkpoint\.(\d{10})\.(\d{10})\.parquet$/;
const NAMED = /^(\d{20})\.checkpoint\.[0-9a-fA-F-]{36}\.(json|parquet)$/;

/** Sorts the names of a log folder; names of other kinds (`.crc`, compacted logs, temporary files) are left out. */
export function parseLogNames(table: string, names: readonly string[]): LogFiles {
  const commits: number[] = [];
  const checkpoints: Checkpoint[] = [];
  const parts = new Map<string, { version: number; total: number; names: string[] }>();
  for (const name of names) {
    const commit = COMMIT.exec(name);
    if (commit !== null) {
      commits.push(Number(commit[1]));
      continue;
    }
    const classic = CLASSIC.exec(name);
    const named = NAMED.exec(name);
    const part = PART.exec(name);
    if (classic !== null) checkpoints.push({ version: Number(classic[1]), names: [name], format: 'parquet' });
    else if (named !== null) {
      checkpoints.push({
        version: Number(named[1]),
        names: [name],
        format: named[2] === 'json' ? 'json' : 'parquet',
      });
    } else if (part !== null) {
      const key = `${part[1]}/${part[3]}`;
      const group = parts.get(key) ?? { version: Number(part[1]), total: Number(part[3]), names: [] };
      group.names.push(name);
      parts.set(key, group);
    }
  }
  for (const group of parts.values()) {
    // A multi-part checkpoint is not written atomically: one with missing parts must be ignored.
    if (group.names.length === group.total) {
      checkpoints.push({ version: group.version, names: group.names.sort(), format: 'parquet' });
    }
  }
  commits.sort((a, b) => a - b);
  checkpoints.sort((a, b) => b.version - a.version || (a.names[0] ?? '').length - (b.names[0] ?? '').length);
  return { table, commits, checkpoints };
}

/** The newest version the log tells of. */
export function latestVersion(log: LogFiles): number {
  return Math.max(log.commits.at(-1) ?? -1, log.checkpoints[0]?.version ?? -1);
}

/**
 * All ways to make up a version, the one with least to read first; the later ones serve when a checkpoint turns out to be unreadable.
 *
 * @throws Fault `no-such-version` for a version beyond the log; `damaged` where a commit is missing.
 */
export function segmentsFor(log: LogFiles, version: number): readonly LogSegment[] {
  const latest = latestVersion(log);
  if (version > latest || version < 0) {
    throw new Fault(
      'no-such-version',
      `The table ${log.table} has no version ${version}: the newest is ${latest}.`,
    );
  }
  const bases: (Checkpoint | undefined)[] = log.checkpoints.filter(
    (checkpoint) => checkpoint.version <= version,
  );
  bases.push(undefined);
  const segments: LogSegment[] = [];
  let gap: number | undefined;
  const end = firstFrom(log.commits, version + 1);
  for (const checkpoint of bases) {
    const first = (checkpoint?.version ?? -1) + 1;
    const start = firstFrom(log.commits, first);
    // A long log has very many checkpoints, so the commits after each are only listed when they are asked for.
    if (end - start === version - first + 1)
      segments.push({
        version,
        checkpoint,
        get commits() {
          return log.commits.slice(start, end);
        },
      });
    else gap ??= firstMissing(log.commits.slice(start, end), first);
  }
  if (segments.length > 0) return segments;
  throw missingVersion(log, version, gap ?? version);
}

/** The index of the first of some ascending numbers that is not below another. */
function firstFrom(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstMissing(commits: readonly number[], first: number): number {
  const index = commits.findIndex((commit, place) => commit !== first + place);
  return first + (index < 0 ? commits.length : index);
}

/** Old versions are cleaned up in the course of things; a hole in the middle is damage. */
function missingVersion(log: LogFiles, version: number, missing: number): Fault {
  const oldestCheckpoint = log.checkpoints.at(-1)?.version;
  if (oldestCheckpoint !== undefined && version < oldestCheckpoint) {
    return new Fault(
      'no-such-version',
      `Version ${version} of the table ${log.table} can no longer be read: its log begins at version ${oldestCheckpoint}.`,
      { advice: `Ask for version ${oldestCheckpoint} or a later one.` },
    );
  }
  return new Fault(
    'damaged',
    `The log of the table ${log.table} is damaged: version ${missing} (${commitName(missing)}) is missing.`,
    {
      advice:
        'Bring the file back from the storage’s own versions or a backup, or ask for an earlier version.',
    },
  );
}
