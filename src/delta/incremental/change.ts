/**
 * What is new in the source since a copy was last brought up to date, found in the cheapest way that is still certain: from the commits
 * alone, from the files of the two versions, or, where the old version can no longer be read, from the rows of source and copy.
 */

import path from 'node:path';
import { mapLimit } from '../../base/concurrency';
import { Fault } from '../../base/fault';
import type { Storage } from '../../storage/storage';
import type { Action, AddFile } from '../actions';
import { commitName } from '../logFiles';
import { logDirectory, resolveDataPath } from '../paths';
import { scanSchema } from '../scan';
import type { StructField } from '../schema';
import { fileKey, readCommit, type Snapshot } from '../snapshot';
import { fileDifference, provenAppends } from './netChange';
import { readSides, type Sides, scanFiles, schemaFor, survivingFiles, unlikeFiles } from './sides';

/** The rows that are new. */
export type NewRows =
  | { readonly kind: 'none' }
  /** All rows of these files of the source. */
  | { readonly kind: 'files'; readonly files: readonly AddFile[] }
  /** Some rows, which are found by reading files. */
  | { readonly kind: 'difference'; readonly sides: Sides };

export interface Change {
  readonly newRows: NewRows;
  /** Why rows of the source were compared with those of the copy; undefined where two versions of the source were. */
  readonly byContent: string | undefined;
}

export interface ChangeRequest {
  /** The version to copy. */
  readonly source: Snapshot;
  /** Opens an earlier version of the source. */
  readonly openSource: (version: number) => Promise<Snapshot>;
  readonly target: Snapshot;
  /** The source's columns, with the types in which rows are compared. */
  readonly fields: readonly StructField[];
}

const CONCURRENT_READS = 16;

/**
 * @param since the version that the copy stands for
 * @throws Fault `damaged` for a file that both versions need and that cannot be read.
 */
export async function changeSince(
  storage: Storage,
  since: number,
  request: ChangeRequest,
  signal: AbortSignal,
): Promise<Change> {
  const { source } = request;
  const proven = await appendsByLog(storage, source, since, signal);
  if (proven !== undefined) return { newRows: ofFiles(proven), byContent: undefined };
  const before = await unlessGone(request.openSource(since));
  if (before === undefined) {
    const why = `Version ${since} of the source can no longer be read`;
    return await changeByContent(storage, why, request, signal);
  }
  const { added, removed } = fileDifference(source.table, before.files, source.files);
  if (added.length === 0 || removed.length === 0) return { newRows: ofFiles(added), byContent: undefined };
  const survivors = await survivingFiles(storage, before, removed, request.target, signal);
  if (survivors === undefined) {
    const why = `Files of version ${since} of the source were vacuumed`;
    return await changeByContent(storage, why, request, signal);
  }
  const now = { ...scanSchema(source), fields: request.fields };
  const schemas = { added: now, removed: schemaFor(before, now) };
  const sides = readSides(schemas, await scanFiles(storage, source.table, added, signal), survivors);
  return { newRows: ofSides(sides), byContent: undefined };
}

/**
 * Compares the source's rows with the copy's own.
 *
 * @param why a sentence without its full stop that says why it comes to that
 */
export async function changeByContent(
  storage: Storage,
  why: string,
  { source, target, fields }: ChangeRequest,
  signal: AbortSignal,
): Promise<Change> {
  const byContent = `${why}, so all rows were compared with those of the copy.`;
  const { added, removed } = unlikeFiles(source, target);
  if (added.length === 0 || removed.length === 0) return { newRows: ofFiles(added), byContent };
  const now = { ...scanSchema(source), fields };
  const schemas = { added: now, removed: schemaFor(target, now) };
  const sides = readSides(
    schemas,
    await scanFiles(storage, source.table, added, signal),
    await scanFiles(storage, target.table, removed, signal),
  );
  return { newRows: ofSides(sides), byContent };
}

function ofFiles(files: readonly AddFile[]): NewRows {
  return files.length === 0 ? { kind: 'none' } : { kind: 'files', files };
}

function ofSides(sides: Sides): NewRows {
  return sides.added.files.length === 0 ? { kind: 'none' } : { kind: 'difference', sides };
}

/** The files that hold exactly the new rows, if the commits prove it and the files are still there. */
async function appendsByLog(
  storage: Storage,
  source: Snapshot,
  since: number,
  signal: AbortSignal,
): Promise<readonly AddFile[] | undefined> {
  const commits = await commitsBetween(storage, source.table, since, source.version, signal);
  const proven = commits === undefined ? undefined : provenAppends(source.table, commits);
  if (proven === undefined) return undefined;
  const active = new Map(source.files.map((add) => [fileKey(source.table, add), add]));
  const found = await mapLimit(
    proven,
    CONCURRENT_READS,
    async (add) => {
      const now = active.get(fileKey(source.table, add));
      if (now !== undefined) return now;
      const stat = await storage.stat(resolveDataPath(source.table, add.path));
      return stat?.size === add.size ? add : undefined;
    },
    signal,
  );
  const files = found.filter((add) => add !== undefined);
  return files.length === proven.length ? files : undefined;
}

/** The commits after one version up to another, oldest first; undefined where some of them were cleaned up. */
async function commitsBetween(
  storage: Storage,
  table: string,
  since: number,
  until: number,
  signal: AbortSignal,
): Promise<readonly (readonly Action[])[] | undefined> {
  const versions = Array.from({ length: until - since }, (_, index) => since + 1 + index);
  // The log is not listed, since it may be long and little of it new.
  const found = await mapLimit(
    versions,
    CONCURRENT_READS,
    async (version) => {
      const stat = await storage.stat(path.join(logDirectory(table), commitName(version)));
      return stat === undefined ? undefined : await readCommit(storage, table, version);
    },
    signal,
  );
  const commits = found.filter((actions) => actions !== undefined);
  return commits.length === versions.length ? commits : undefined;
}

/** Old versions go in the course of things: their commits are cleaned up, or a checkpoint among them no longer reads. */
async function unlessGone(opening: Promise<Snapshot>): Promise<Snapshot | undefined> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof Fault && (error.code === 'no-such-version' || error.code === 'damaged'))
      return undefined;
    throw error;
  }
}
