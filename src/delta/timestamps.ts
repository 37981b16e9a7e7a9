/**
 * When versions were committed, and which version a table had at an instant.
 *
 * Source: PROTOCOL.md, "In-Commit Timestamps"; without them the time of a commit is its file's modification time, made to rise from
 * version to version as the reference implementation does.
 */

import path from 'node:path';
import { mapLimit } from '../base/concurrency';
import { Fault } from '../base/fault';
import type { Storage } from '../storage/storage';
import { commitName, type LogFiles, segmentsFor } from './logFiles';
import { logDirectory } from './paths';
import { readCommit, type Snapshot } from './snapshot';

const CONCURRENT_STATS = 16;

/** When a snapshot's own version was committed, epoch ms. */
export async function committedAt(storage: Storage, snapshot: Snapshot): Promise<number> {
  const inCommit = snapshot.commitInfo?.inCommitTimestamp;
  if (inCommit !== undefined && isInCommit(snapshot, snapshot.version)) return inCommit;
  const modified = await modificationTime(storage, snapshot.table, snapshot.version);
  return modified ?? snapshot.commitInfo?.timestamp ?? 0;
}

/** Whether in-commit timestamps were in force at a version, as the newest metadata tells. */
export function isInCommit({ metadata }: Snapshot, version: number): boolean {
  if (metadata.configuration?.['delta.enableInCommitTimestamps'] !== 'true') return false;
  const since = metadata.configuration['delta.inCommitTimestampEnablementVersion'];
  return since === undefined || version >= Number(since);
}

/**
 * The version a table had at an instant: the newest one committed at or before it.
 *
 * @param latest the table's newest snapshot, which tells how its times are kept
 * @throws Fault `no-such-version` where the table did not exist yet or its log no longer reaches back so far.
 */
export async function versionAt(
  storage: Storage,
  log: LogFiles,
  latest: Snapshot,
  asOf: number,
  signal: AbortSignal,
): Promise<number> {
  const times = await commitTimes(storage, log, latest, signal);
  let found: number | undefined;
  for (const [version, time] of times) if (time <= asOf) found = version;
  const first = times.entries().next().value;
  if (found === undefined || first === undefined) {
    const since =
      first === undefined
        ? 'has no commits'
        : `begins at ${new Date(first[1]).toISOString()} (version ${first[0]})`;
    throw new Fault(
      'no-such-version',
      `The table ${log.table} has no version at ${new Date(asOf).toISOString()}: its log ${since}.`,
      {
        advice: 'Ask for a later instant, or exclude this table.',
      },
    );
  }
  // Commits may be left over from before a clean-up; then they name a time but their state is gone.
  segmentsFor(log, found);
  return found;
}

/** The commit time of every version that still has its commit, ascending and rising. */
export async function commitTimes(
  storage: Storage,
  log: LogFiles,
  latest: Snapshot,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const raw = await mapLimit(
    log.commits,
    CONCURRENT_STATS,
    async (version) => {
      if (isInCommit(latest, version)) {
        const info = (await readCommit(storage, log.table, version)).find(
          (action) => action.commitInfo !== undefined,
        )?.commitInfo;
        if (info?.inCommitTimestamp !== undefined) return info.inCommitTimestamp;
      }
      return (await modificationTime(storage, log.table, version)) ?? 0;
    },
    signal,
  );
  const times = new Map<number, number>();
  let previous = Number.NEGATIVE_INFINITY;
  for (const [index, version] of log.commits.entries()) {
    previous = Math.max(raw[index] ?? 0, previous + 1);
    times.set(version, previous);
  }
  return times;
}

async function modificationTime(
  storage: Storage,
  table: string,
  version: number,
): Promise<number | undefined> {
  const stat = await storage.stat(path.join(logDirectory(table), commitName(version)));
  return stat === undefined ? undefined : Math.floor(stat.modifiedAt);
}
