/**
 * The deep clone: copies every active data and deletion-vector file that the target lacks, then makes one atomic commit.
 *
 * Killed before the commit, the target is what it was, plus files that no version names; a marker beside them says which table they
 * came from, so that the next run takes them over instead of copying again. Killed after it, the clone is complete.
 */

import { randomUUID } from 'node:crypto';
import type { Storage } from '../storage/storage';
import { type Action, type AddFile, type CommitInfo, isVoid, removal, VOID_VERSION } from './actions';
import { cloneFiles, type FileChanges, fileChanges, type NeededFile } from './cloneFiles';
import { endCopying } from './cloneMarker';
import { type CommitPoint, cloneState, hasInCommitTimestamps } from './cloneState';
import { ENGINE_INFO, writeCommit } from './commit';
import { bringFiles, type Copied, isWhole, NOTHING } from './copyFiles';
import { originIn, readOrigin } from './origin';
import type { CloneMetrics, CloneProgress } from './results';
import type { Snapshot } from './snapshot';
import { committedAt } from './timestamps';

export interface CloneOutcome {
  readonly metrics: CloneMetrics;
  /** The version that was committed. */
  readonly version: number;
}

/** What a caller wants of a clone besides. */
export interface CloneExtras {
  /** Actions that the commit holds too. */
  readonly actions?: readonly Action[];
  /** Called with all files that the clone needs, once they are there. What it throws keeps the commit from being made. */
  readonly beforeCommit?: (files: readonly NeededFile[]) => Promise<void>;
  /** Whether the note that tells of the copying stays after the commit, for the caller to remove. */
  readonly keepsNote?: boolean;
}

/**
 * Clones a snapshot into a table, which is created or replaced.
 *
 * @param target the target's newest snapshot; undefined where there is no table yet
 * @throws Fault `damaged` for a source file that is missing or of another length, naming it; `conflict`; `no-space`; `no-permission`; `cancelled`.
 */
export async function deepClone(
  storage: Storage,
  source: Snapshot,
  table: string,
  target: Snapshot | undefined,
  onProgress: (progress: CloneProgress) => void,
  signal: AbortSignal,
  extras: CloneExtras = {},
): Promise<CloneOutcome> {
  const held = cloneFiles(source, target);
  const { adds, needed, copied, isSwept } = (await isWhole(storage, table, held, signal))
    ? { ...held, copied: NOTHING, isSwept: false }
    : await bringFiles(storage, source, table, target, held, onProgress, signal);
  await extras.beforeCommit?.(needed);
  signal.throwIfAborted();
  const changes = fileChanges(target, adds);
  const metrics = cloneMetrics(source, changes, copied);
  const at = await commitPoint(storage, target);
  const voided = await voidProgress(storage, source, target, at, signal);
  const commitInfo = cloneCommitInfo(source, metrics, at, hasInCommitTimestamps(source.metadata));
  await writeCommit(storage, table, {
    version: at.version,
    commitInfo,
    actions: [...commitActions(source, target, changes, at), ...voided, ...(extras.actions ?? [])],
  });
  if (isSwept && extras.keepsNote !== true) await endCopying(storage, table);
  return { metrics, version: at.version };
}

/**
 * Declares void how far an incremental copy had come that the clone replaces. Left as it was, that would tell a later incremental snapshot, once
 * the log no longer holds the clone, to bring in rows again that the clone brought.
 */
async function voidProgress(
  storage: Storage,
  source: Snapshot,
  target: Snapshot | undefined,
  at: CommitPoint,
  signal: AbortSignal,
): Promise<Action[]> {
  const own = [...(target?.transactions.values() ?? [])].filter(
    (txn) => !source.transactions.has(txn.appId) && !isVoid(txn),
  );
  if (target === undefined || own.length === 0) return [];
  const origin = originIn(target.commitInfo) ?? (await readOrigin(storage, target.table, signal));
  return own
    .filter(({ appId }) => appId === source.metadata.id || appId === origin?.tableId)
    .map(({ appId }) => ({ txn: { appId, version: VOID_VERSION, lastUpdated: at.timestamp } }));
}

/** Bytes a clone would copy: of the data files that the target's log lacks. */
export function bytesToCopy(source: Snapshot, target: Snapshot | undefined): number {
  return cloneFiles(source, target).needed.reduce(
    (sum, file) => sum + (file.held ? 0 : (file.bytes ?? 0)),
    0,
  );
}

function cloneMetrics(source: Snapshot, changes: FileChanges, copied: Copied): CloneMetrics {
  return {
    sourceTableSize: sumOfSizes(source.files),
    sourceNumOfFiles: source.files.length,
    numRemovedFiles: changes.removed.length,
    numCopiedFiles: copied.files,
    removedFilesSize: sumOfSizes(changes.removed),
    copiedFilesSize: copied.bytes,
  };
}

function sumOfSizes(files: readonly AddFile[]): number {
  return files.reduce((sum, add) => sum + add.size, 0);
}

/** In-commit timestamps must rise, so a target's newest commit bounds the new one from below. */
export async function commitPoint(storage: Storage, target: Snapshot | undefined): Promise<CommitPoint> {
  const previous = target === undefined ? 0 : await committedAt(storage, target);
  return {
    version: target === undefined ? 0 : target.version + 1,
    timestamp: Math.max(Date.now(), previous + 1),
    newId: randomUUID(),
  };
}

function cloneCommitInfo(
  source: Snapshot,
  metrics: CloneMetrics,
  at: CommitPoint,
  hasTimestamp: boolean,
): CommitInfo {
  return {
    ...(hasTimestamp ? { inCommitTimestamp: at.timestamp } : {}),
    timestamp: at.timestamp,
    operation: 'CLONE',
    operationParameters: {
      source: source.table,
      sourceVersion: String(source.version),
      sourceTableId: source.metadata.id,
    },
    operationMetrics: Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, String(value)]),
    ),
    isolationLevel: 'Serializable',
    isBlindAppend: false,
    engineInfo: ENGINE_INFO,
    txnId: randomUUID(),
  };
}

function* commitActions(
  source: Snapshot,
  target: Snapshot | undefined,
  changes: FileChanges,
  at: CommitPoint,
): Generator<Action> {
  yield* cloneState(source, target, at);
  for (const add of changes.removed) yield removal(add, at.timestamp, true);
  for (const add of changes.added) yield { add };
}
