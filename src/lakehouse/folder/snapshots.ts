/**
 * Opens tables at a moment and remembers what it opened: a version of a table never changes, and one run asks for it several times.
 */

import path from 'node:path';
import { Fault } from '../../base/fault';
import { commitName, type LogFiles, latestVersion, listLog, tryListLog } from '../../delta/logFiles';
import { logDirectory } from '../../delta/paths';
import { openSnapshot, type Snapshot } from '../../delta/snapshot';
import { versionAt } from '../../delta/timestamps';
import type { Storage } from '../../storage/storage';
import type { TableMoment } from '../lakehouse';

export interface Snapshots {
  /** A table at a moment. @throws Fault `not-delta`, `no-such-version`, `damaged` or `unsupported-feature`. */
  open(table: string, moment: TableMoment, signal: AbortSignal): Promise<Snapshot>;
  /** The newest version of a table that is to be written to; undefined where there is none. @throws Fault as `open`. */
  tryOpenLatest(table: string, signal: AbortSignal): Promise<Snapshot | undefined>;
  /** The same, read from the disk whatever is remembered. */
  openAfresh(table: string, moment: TableMoment, signal: AbortSignal): Promise<Snapshot>;
}

/** Files that all remembered snapshots may have together; one costs about half a kilobyte. */
const REMEMBERED_FILES = 200_000;

/** One memory for as long as its owner keeps it; nothing is written anywhere. */
export function rememberSnapshots(storage: Storage): Snapshots {
  const remembered = new Map<string, Snapshot>();

  const remember = (key: string, snapshot: Snapshot) => {
    remembered.delete(key);
    remembered.set(key, snapshot);
    let files = 0;
    for (const { files: own } of remembered.values()) files += own.length;
    for (const [oldest, { files: own }] of remembered) {
      if (files <= REMEMBERED_FILES) return;
      remembered.delete(oldest);
      files -= own.length;
    }
  };

  const openVersion = async (table: string, version: number, signal: AbortSignal, log?: LogFiles) => {
    const key = await identity(storage, table, version);
    const known = key === undefined ? undefined : remembered.get(key);
    if (known !== undefined) return known;
    const snapshot = await openSnapshot(storage, table, signal, version, log);
    if (key !== undefined) remember(key, snapshot);
    return snapshot;
  };

  return {
    async open(table, moment, signal) {
      // What is remembered needs no listing, which is long for a table of many commits.
      if (typeof moment === 'object' && 'version' in moment)
        return await openVersion(table, moment.version, signal);
      const log = await listLog(storage, table);
      const latest = await openVersion(table, latestVersion(log), signal, log);
      if (moment === 'latest') return latest;
      const version = await versionAt(storage, log, latest, moment.asOf, signal);
      return await openVersion(table, version, signal, log);
    },

    async tryOpenLatest(table, signal) {
      const log = await tryListLog(storage, table);
      if (log === undefined) return undefined;
      try {
        return await openVersion(table, latestVersion(log), signal, log);
      } catch (error) {
        throw error instanceof Fault && error.code === 'damaged' ? damagedCopy(table, error) : error;
      }
    },

    async openAfresh(table, moment, signal) {
      if (moment === 'latest') return await openSnapshot(storage, table, signal);
      if ('version' in moment) return await openSnapshot(storage, table, signal, moment.version);
      const log = await listLog(storage, table);
      const latest = await openSnapshot(storage, table, signal, undefined, log);
      const version = await versionAt(storage, log, latest, moment.asOf, signal);
      return await openSnapshot(storage, table, signal, version, log);
    },
  };
}

/** The advice for a damaged source would not help here. */
function damagedCopy(table: string, cause: Fault): Fault {
  return new Fault('damaged', cause.message, {
    advice:
      `This is the copy; the source is not affected. Bring the file back from another copy, or move ${table} away and run it again: ` +
      'then the table is copied anew, without its earlier versions.',
    cause,
  });
}

/** A version is known by its commit's length and time as well, since a table may be dropped and made anew under one path. */
async function identity(storage: Storage, table: string, version: number): Promise<string | undefined> {
  const stat = await storage.stat(path.join(logDirectory(table), commitName(version)));
  return stat === undefined ? undefined : `${table}\n${version}\n${stat.size}\n${stat.modifiedAt}`;
}
