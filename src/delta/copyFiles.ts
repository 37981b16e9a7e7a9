/**
 * Brings the files that a table needs to their places: looks which are there already, copies the others, several at a time.
 *
 * Each file gets its name only when it is whole, and a note beside them says which source table they belong to until the commit is made.
 */

import path from 'node:path';
import { mapLimit } from '../base/concurrency';
import { asFault, Fault, systemCode } from '../base/fault';
import type { Storage } from '../storage/storage';
import { type CloneFiles, cloneFiles, type NeededFile } from './cloneFiles';
import { beginCopying, type CopyMarker, copyingSince, isLeftover, sweep } from './cloneMarker';
import { logDirectory } from './paths';
import type { CloneProgress } from './results';
import type { Snapshot } from './snapshot';

/** Files copied at the same time: enough to hide latency, few enough for a spinning disk. */
const CONCURRENT_COPIES = 8;

/** Up to this many bytes a copy is over so soon that handing it to the system's threads is most of the work. */
const SMALL = 1024 * 1024;

/** Enough small copies under way that no thread waits for the next one: measured, a quarter quicker than 8. */
const CONCURRENT_SMALL_COPIES = 32;

const CONCURRENT_LOOKUPS = 16;

/** Whether the target has every file already and no copying was interrupted there. Then it needs neither a note nor a copy. */
export async function isWhole(
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

export interface Brought extends CloneFiles {
  readonly copied: Copied;
  /** Whether the note may go after the commit. */
  readonly isSwept: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Copies what the target lacks, under a note that tells a later run of it.
 *
 * @param wanted what the clone needs as long as no name is taken
 * @throws Fault as {@link copyFiles} does.
 */
export async function bringFiles(
  storage: Storage,
  source: Snapshot,
  table: string,
  target: Snapshot | undefined,
  wanted: CloneFiles,
  onProgress: (progress: CloneProgress) => void,
  signal: AbortSignal,
): Promise<Brought> {
  const marker = await beginCopying(storage, table, source.metadata.id);
  const taken = target === undefined ? NONE : await takenNames(storage, table, wanted, marker, signal);
  const files = taken.size === 0 ? wanted : cloneFiles(source, target, taken);
  const isSwept =
    marker.interruptedSince === undefined ||
    (await sweep(storage, [table, logDirectory(table), ...dataFolders(table, files.needed)]));
  const copied = await copyFiles(storage, table, files, marker, onProgress, signal);
  return { ...files, copied, isSwept };
}

/** Names that files of the target's earlier versions have, unless an interrupted run of this very clone put them there. */
async function takenNames(
  storage: Storage,
  table: string,
  { needed }: CloneFiles,
  marker: CopyMarker,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  const unheld = needed.filter((file) => !file.held && file.bytes !== undefined);
  await mapLimit(
    unheld,
    CONCURRENT_COPIES,
    async (file) => {
      const stat = await storage.stat(path.join(table, file.to));
      if (stat !== undefined && !isLeftover(marker, stat, file.bytes)) taken.add(file.to);
    },
    signal,
  );
  return taken;
}

/** What was copied of data files; deletion vectors do not count. */
export interface Copied {
  readonly files: number;
  /** As they stand in the target. */
  readonly bytes: number;
}

export const NOTHING: Copied = { files: 0, bytes: 0 };

/**
 * Copies files to their places in a table; those that an interrupted run has left there whole are taken over.
 *
 * @throws Fault `damaged` for a source file that is missing or of another length, naming it; `no-space`; `no-permission`; `cancelled`.
 */
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
  const report = () =>
    onProgress({ phase: 'copying', copiedFiles, totalFiles: missing.length, copiedBytes, totalBytes });
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
