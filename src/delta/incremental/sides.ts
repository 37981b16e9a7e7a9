/**
 * The files to read for a difference of rows: those of the new state, and those of the old one, for which the copy's own files stand in where
 * the source has vacuumed them.
 */

import path from 'node:path';
import { mapLimit } from '../../base/concurrency';
import type { Storage } from '../../storage/storage';
import type { AddFile } from '../actions';
import { relocateVector, targetNames } from '../cloneFiles';
import { deletionVectorFile } from '../deletionVector';
import { resolveDataPath } from '../paths';
import { type ScanFile, type ScanSchema, scanFile, scanSchema } from '../scan';
import { physicalName, type StructField } from '../schema';
import { deletionVectorId, fileKey, type Snapshot } from '../snapshot';
import { matchFields } from './adapt';
import type { FileDifference } from './netChange';
import { withoutRanges } from './rowRanges';

/** Files whose rows count, and how to read them. */
export interface Side {
  readonly schema: ScanSchema;
  readonly files: readonly ScanFile[];
}

/** New rows are those of `added` less those of `removed`, as multisets. */
export interface Sides {
  readonly added: Side;
  readonly removed: Side;
}

const CONCURRENT_READS = 16;

/** The schema to read an earlier state's files with, so that its rows come out as `now` has them, each column from the one it was then. */
export function schemaFor(state: Snapshot, now: ScanSchema): ScanSchema {
  const own = scanSchema(state);
  const matches = matchFields(own.fields, now.fields);
  const isPartition = (index: number) => own.partitionColumns.includes(matches[index]?.name ?? '');
  return {
    table: state.table,
    // Every column gets a physical name, so that it is found whatever it is called now.
    mapping: own.mapping === 'none' ? 'name' : own.mapping,
    partitionColumns: now.fields.filter((_, index) => isPartition(index)).map((field) => field.name),
    fields: now.fields.map((field, index) => asIn(field, matches[index])),
  };
}

/** A column that is read as another state has it, under its present name and type. */
function asIn(field: StructField, old: StructField | undefined): StructField {
  if (old === undefined) return field;
  const { metadata: _, ...bare } = field;
  const metadata = {
    ...old.metadata,
    'delta.columnMapping.physicalName': physicalName(old),
  };
  return { ...bare, metadata };
}

/** Finds the files of both sides. Of a file that only got another deletion vector, just the rows in which the vectors differ are read. */
export function readSides(
  schemas: { readonly added: ScanSchema; readonly removed: ScanSchema },
  added: readonly ScanFile[],
  removed: readonly ScanFile[],
): Sides {
  const before = new Map(removed.map((file) => [file.file, file]));
  const newFiles: ScanFile[] = [];
  for (const file of added) {
    const old = before.get(file.file);
    if (old === undefined) {
      newFiles.push(file);
      continue;
    }
    before.delete(file.file);
    const revived = withoutRanges(old.deleted, file.deleted);
    const deleted = withoutRanges(file.deleted, old.deleted);
    if (revived.length > 0) newFiles.push({ ...file, deleted: [], only: revived });
    if (deleted.length > 0) before.set(`${file.file}\n`, { ...old, deleted: [], only: deleted });
  }
  return {
    added: { schema: schemas.added, files: newFiles },
    removed: { schema: schemas.removed, files: newFiles.length === 0 ? [] : [...before.values()] },
  };
}

/** The files as they stand in their own table. */
export function scanFiles(
  storage: Storage,
  table: string,
  files: readonly AddFile[],
  signal: AbortSignal,
): Promise<ScanFile[]> {
  return mapLimit(files, CONCURRENT_READS, (add) => scanFile(storage, table, add), signal);
}

/** The files of an old version of the source: from the source, or from the copy; undefined where one of them is in neither. */
export async function survivingFiles(
  storage: Storage,
  source: Snapshot,
  files: readonly AddFile[],
  target: Snapshot,
  signal: AbortSignal,
): Promise<ScanFile[] | undefined> {
  const copies = new Map(target.files.map((add) => [fileKey(target.table, withoutVector(add)), add]));
  const found = await mapLimit(
    files,
    CONCURRENT_READS,
    async (add) => {
      const file = await survivingFile(storage, source, add, target, copies);
      const from = await vectorTable(storage, source, add, target);
      if (file === undefined || from === undefined) return undefined;
      const { deletionVector: _, ...bare } = add;
      const vector = relocateVector(source.table, add.deletionVector)?.descriptor;
      const deletionVector = from === source.table ? add.deletionVector : vector;
      const scanned = await scanFile(
        storage,
        from,
        deletionVector === undefined ? bare : { ...bare, deletionVector },
      );
      return { ...scanned, file };
    },
    signal,
  );
  const survivors = found.filter((file) => file !== undefined);
  return survivors.length === files.length ? survivors : undefined;
}

function withoutVector({ deletionVector: _, ...add }: AddFile): AddFile {
  return add;
}

/** A name with a UUID in it is given once, so a file of that name and length is that file. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

async function survivingFile(
  storage: Storage,
  source: Snapshot,
  add: AddFile,
  target: Snapshot,
  copies: ReadonlyMap<string, AddFile>,
): Promise<string | undefined> {
  const original = resolveDataPath(source.table, add.path);
  if ((await storage.stat(original))?.size === add.size) return original;
  const { own, other } = targetNames(source.table, add);
  for (const name of [other, own]) {
    const copy = copies.get(name);
    const isProven =
      copy === undefined
        ? name === other || UUID.test(path.posix.basename(name))
        : copy.size === add.size && copy.modificationTime === add.modificationTime;
    const file = path.join(target.table, ...name.split('/'));
    if (isProven && (await storage.stat(file))?.size === add.size) return file;
  }
  return undefined;
}

/** The table whose folder holds a file's deletion vector; the source for one that has none. */
async function vectorTable(
  storage: Storage,
  source: Snapshot,
  add: AddFile,
  target: Snapshot,
): Promise<string | undefined> {
  const relocated = relocateVector(source.table, add.deletionVector);
  if (relocated?.file === undefined) return source.table;
  if ((await storage.stat(relocated.file.from)) !== undefined) return source.table;
  const copy = deletionVectorFile(target.table, relocated.descriptor);
  return copy !== undefined && (await storage.stat(copy)) !== undefined ? target.table : undefined;
}

/** What the source has and the copy has not, by files: one that both have, byte for byte, needs no look into it. */
export function unlikeFiles(source: Snapshot, target: Snapshot): FileDifference {
  const copies = new Map(target.files.map((add) => [fileKey(target.table, add), add]));
  const added = source.files.filter((add) => {
    const vector = relocateVector(source.table, add.deletionVector);
    const suffix = vector === undefined ? '' : `\n${deletionVectorId(vector.descriptor)}`;
    const names = targetNames(source.table, add);
    const key = [names.own, names.other]
      .map((name) => name + suffix)
      .find((name) => isCopy(copies.get(name), add));
    return key === undefined || !copies.delete(key);
  });
  return { added, removed: [...copies.values()] };
}

function isCopy(copy: AddFile | undefined, add: AddFile): boolean {
  return copy?.size === add.size && copy.modificationTime === add.modificationTime;
}
