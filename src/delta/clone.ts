/**
 * The deep clone: copies every active data and deletion-vector file that the target lacks, then makes one atomic commit.
 *
 * Killed before the commit, the target is what it was, plus files that no version names; a marker beside them says which table they
 * came from, so that the next run takes them over instead of copying again. Killed after it, the clone is complete.
 */

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { mapLimit } from '../base/concurrency';
import { asFault, Fault, systemCode } from '../base/fault';
import type { Storage } from '../storage/storage';
import type { Action, AddFile, CommitInfo } from './actions';
import { type CloneFiles, cloneFiles, type FileChanges, fileChanges, type NeededFile } from './cloneFiles';
import { beginCopying, type CopyMarker, copyingSince, endCopying, isLeftover, sweep } from './cloneMarker';
import { type CommitPoint, cloneState, hasInCommitTimestamps } from './cloneState';
import { ENGINE_INFO, writeCommit } from './commit';
import { logDirectory } from './paths';
import type { CloneMetrics, CloneProgress } from './results';
import type { Snapshot } from './snapshot';
import { committedAt } from './timestamps';

export interface CloneOutcome {
  readonly metrics: CloneMetrics;
  /** The version that was committed. */
  readonly version: number;
}

/** Files copied at the same time: enough to hide latency, few enough for a spinning disk. */
const CONCURRENT_COPIES = 8;

/** Up to this many bytes a copy is over so soon that handing it to the system's threads is most of the work. */
const SMALL = 1024 * 1024;

/** Enough small copies under way that no thread waits for the next one: measured, a quarter quicker than 8. */
const CONCURRENT_SMALL_COPIES = 32;

const CONCURRENT_LOOKUPS = 16;

/**
 * Clones a snapshot into a table, which is created or replaced.
 *
 * @param target the target's newest snapshot; undefined where there is no table yet
 * @param extra actions that the commit holds besides
 * @throws Fault `damaged` for a source file that is missing or of another length, naming it; `conflict`; `no-space`; `no-permission`; `cancelled`.
 */
export async function deepClone(
  storage: Storage,
  source: Snapshot,
  table: string,
  target: Snapshot | undefined,
  onProgress: (progress: CloneProgress) => void,
  signal: AbortSignal,
  extra: readonly Action[] = [],
): Promise<CloneOutcome> {
  const held = cloneFiles(source, target);
  const { adds, copied, isSwept } = (await isWhole(storage, table, held, signal))
    ? { adds: held.adds, copied: NOTHING, isSwept: false }
    : await bringFiles(storage, source, table, target, onProgress, signal);
  signal.throwIfAborted();
  const changes = fileChanges(target, adds);
  const metrics = cloneMetrics(source, changes, copied);
  const at = await commitPoint(storage, target);
  const commitInfo = cloneCommitInfo(source, metrics, at, hasInCommitTimestamps(source.metadata));
  await writeCommit(storage, table, {
    version: at.version,
    commitInfo,
    actions: [...commitActions(source, target, changes, at), ...extra],
  });
  if (isSwept) await endCopying(storage, table);
  return { metrics, version: at.version };
}

/** Whether the target has every file already and no copying was interrupted there. Then it needs neither a note nor a copy. */
async function isWhole(
  storage: Storage,
  table: string,
  { needed }: CloneFiles,
  signal: AbortSignal,
): Promise<boolean> {
  if (!needed.every((file) => file.held) || (await copyingSince(storage, table)) !== undefined) return false;
  const marker: CopyMarker = { interruptedSince: undefined };
  const found = await mapLimit(
    needed,
    CONCURRENT_LOOKUPS,
    (file) => isThere(storage, table, file, marker),
    signal,
  );
  return found.every((isFound) => isFound);
}

interface Brought {
  /** The target's logical files. */
  readonly adds: readonly AddFile[];
  readonly copied: Copied;
  /** Whether the note may go after the commit. */
  readonly isSwept: boolean;
}

/** Copies what the target lacks, under a note that tells a later run of it. */
async function bringFiles(
  storage: Storage,
  source: Snapshot,
  table: string,
  target: Snapshot | undefined,
  onProgress: (progress: CloneProgress) => void,
  signal: AbortSignal,
): Promise<Brought> {
  const marker = await beginCopying(storage, table, source.metadata.id);
  const taken = target === undefined ? undefined : await takenNames(storage, source, target, marker, signal);
  const files = cloneFiles(source, target, taken);
  const isSwept =
    marker.interruptedSince === undefined ||
    (await sweep(storage, [table, logDirectory(table), ...dataFolders(table, files.needed)]));
  const copied = await copyFiles(storage, table, files, marker, onProgress, signal);
  return { adds: files.adds, copied, isSwept };
}

/** Bytes a clone would copy: of the data files that the target's log lacks. */
export function bytesToCopy(source: Snapshot, target: Snapshot | undefined): number {
  return cloneFiles(source, target).needed.reduce(
    (sum, file) => sum + (file.held ? 0 : (file.bytes ?? 0)),
    0,
  );
}

/** Names that files of the target's earlier versions have, unless an interrupted run of this very clone put them there. */
async function takenNames(
  storage: Storage,
  source: Snapshot,
  target: Snapshot,
  marker: CopyMarker,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  const unheld = cloneFiles(source, target).needed.filter((file) => !file.held && file.bytes !== undefined);
  await mapLimit(
    unheld,
    CONCURRENT_COPIES,
    async (file) => {
      const stat = await storage.stat(path.join(target.table, file.to));
      if (stat !== undefined && !isLeftover(marker, stat, file.bytes)) taken.add(file.to);
    },
    signal,
  );
  return taken;
}

export interface Copied {
  readonly files: number;
  readonly bytes: number;
}

const NOTHING: Copied = { files: 0, bytes: 0 };

/** Copies files to their places in a table; those that an interrupted run has left there whole are taken over. */
export async function copyFiles(
  storage: Storage,
  table: string,
  { needed }: Pick<CloneFiles, 'needed'>,
  marker: CopyMarker,
  onProgress: (progress: CloneProgress) => void,
  signal: AbortSignal,
): Promise<Copied> {
  const missing: NeededFile[] = [];
  await mapLimit(
    needed,
    CONCURRENT_COPIES,
    async (file) => {
      if (!(await isThere(storage, table, file, marker))) missing.push(file);
    },
    signal,
  );
  const totalBytes = missing.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  let files = 0;
  let bytes = 0;
  let copiedFiles = 0;
  let copiedBytes = 0;
  const report = () => onProgress({ copiedFiles, totalFiles: missing.length, copiedBytes, totalBytes });
  report();
  await mapLimit([...dataFolders(table, missing)], CONCURRENT_COPIES, (folder) =>
    storage.makeDirectory(folder),
  );
  const copy = async (file: NeededFile) => {
    const length = await copyOne(storage, table, file, signal);
    copiedFiles += 1;
    copiedBytes += file.bytes ?? 0;
    if (file.bytes !== undefined) {
      files += 1;
      bytes += length;
    }
    report();
  };
  const isSmall = (file: NeededFile) => file.bytes !== undefined && file.bytes <= SMALL;
  const large = missing.filter((file) => !isSmall(file));
  await mapLimit(large, CONCURRENT_COPIES, copy, signal);
  await mapLimit(missing.filter(isSmall), CONCURRENT_SMALL_COPIES, copy, signal);
  return { files, bytes };
}

/** A file that the target's log or an interrupted run of this very clone left there, if it is whole. */
async function isThere(
  storage: Storage,
  table: string,
  file: NeededFile,
  marker: CopyMarker,
): Promise<boolean> {
  if (!file.held && marker.interruptedSince === undefined) return false;
  const stat = await storage.stat(path.join(table, file.to));
  if (stat?.kind !== 'file') return false;
  const expected = file.bytes ?? (await storage.stat(file.from))?.size;
  return file.held ? stat.size === expected : isLeftover(marker, stat, expected);
}

function dataFolders(table: string, files: readonly NeededFile[]): ReadonlySet<string> {
  return new Set(files.map((file) => path.dirname(path.join(table, file.to))));
}

async function copyOne(
  storage: Storage,
  table: string,
  file: NeededFile,
  signal: AbortSignal,
): Promise<number> {
  let bytes: number;
  try {
    ({ bytes } = await storage.copy(file.from, path.join(table, file.to), signal));
  } catch (error) {
    signal.throwIfAborted();
    if (systemCode(error) === 'ENOENT' && (await storage.stat(file.from)) === undefined) {
      throw new Fault(
        'damaged',
        `The data file ${file.from} is missing, although the table's log names it.`,
        {
          advice:
            'It may have been vacuumed while it was copied: run it again. If it stays missing, restore it or delete its rows in the source.',
          cause: error,
        },
      );
    }
    throw asFault(error, `Copying ${file.from}`);
  }
  if (file.bytes !== undefined && bytes !== file.bytes) {
    await storage.remove(path.join(table, file.to));
    throw new Fault(
      'damaged',
      `The data file ${file.from} has ${bytes} bytes instead of the ${file.bytes} that the log states.`,
      {
        advice:
          'The file is damaged or still being written. Bring it back from the storage’s own versions, then run it again.',
      },
    );
  }
  return bytes;
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
  for (const removed of changes.removed) {
    const { path: removedPath, partitionValues, size, deletionVector } = removed;
    yield {
      remove: {
        path: removedPath,
        deletionTimestamp: at.timestamp,
        dataChange: true,
        extendedFileMetadata: true,
        partitionValues,
        size,
        ...(deletionVector === undefined ? {} : { deletionVector }),
      },
    };
  }
  for (const add of changes.added) yield { add };
}
