/**
 * Which files a clone has to copy and under which names its log knows them. Pure: two snapshots in, plain data out.
 *
 * Paths stay as they are, unless they lead out of the source table (shallow clones) or another file of the target has the name already.
 */

import { createHash } from 'node:crypto';
import path from 'node:path';
import type { AddFile, DeletionVectorDescriptor } from './actions';
import { deletionVectorFile, deletionVectorUuid, encodeUuid } from './deletionVector';
import { encodePath, isPlain, nameWithin, pathWithin, resolveDataPath } from './paths';
import { fileKey, type Snapshot } from './snapshot';

/** One physical file that the target needs. */
export interface NeededFile {
  /** Absolute. */
  readonly from: string;
  /** Below the target table, `/` between parts. */
  readonly to: string;
  /** The length the log states, bytes; undefined for deletion vectors, whose files may hold several. */
  readonly bytes: number | undefined;
  /** Whether the target's log has it, so that it need not be copied. */
  readonly held: boolean;
}

export interface CloneFiles {
  /** The target's logical files, in the source's order. */
  readonly adds: readonly AddFile[];
  /** Physical files, each once. */
  readonly needed: readonly NeededFile[];
}

/**
 * @param target the newest version of the target; undefined where there is none yet
 * @param taken names in the target's folder that belong to its earlier versions, so that nothing may be copied over them
 */
export function cloneFiles(
  source: Snapshot,
  target: Snapshot | undefined,
  taken: ReadonlySet<string> = new Set(),
): CloneFiles {
  const held = new Map(target?.files.map((add) => [nameOf(target.table, add), add]));
  const heldVectors = new Set(
    target?.files.map(({ deletionVector }) => vectorName(target.table, deletionVector)),
  );
  const needed = new Map<string, NeededFile>();
  const adds: AddFile[] = [];
  for (const add of source.files) {
    const names = targetNames(source.table, add);
    const to = chooseName(names, add, held, taken);
    const isHeld = isSameFile(held.get(to), add);
    needed.set(to, { from: resolveDataPath(source.table, add.path), to, bytes: add.size, held: isHeld });
    const vector = relocateVector(source.table, add.deletionVector);
    if (vector?.file !== undefined) {
      needed.set(vector.file.to, { ...vector.file, bytes: undefined, held: heldVectors.has(vector.file.to) });
    }
    const deletionVector = vector === undefined ? {} : { deletionVector: vector.descriptor };
    adds.push({ ...add, path: spell(source.table, add.path, to), ...deletionVector });
  }
  return { adds, needed: [...needed.values()] };
}

/** A file's name in a clone: its own if it may keep it, otherwise one that only this very file has. Decoded, `/` between parts. */
export interface TargetNames {
  readonly own: string;
  /** Costs a hash whenever it is asked for. */
  readonly other: string;
}

/** No writer puts data there; a log that names such a file must not make us write into the target's own log. */
const IN_LOG = /^_delta_log(\/|$)/i;

/** The names that a file of `table` may get. @throws Fault `unsupported-feature` for a file on another storage. */
export function targetNames(table: string, add: AddFile): TargetNames {
  const inside = isPlain(add.path) ? add.path : pathWithin(table, add.path);
  const within = inside === undefined || IN_LOG.test(inside) ? undefined : inside;
  const foreign = within === undefined ? resolveDataPath(table, add.path) : '';
  const own = within ?? `clone-${shortHash(path.dirname(foreign))}/${path.basename(foreign)}`;
  return {
    own,
    get other() {
      const identity = `${own} ${add.size} ${add.modificationTime}`;
      return `clone-${shortHash(identity)}/${path.posix.basename(own)}`;
    },
  };
}

function chooseName(
  names: TargetNames,
  add: AddFile,
  held: ReadonlyMap<string, AddFile>,
  taken: ReadonlySet<string>,
): string {
  const { own } = names;
  if (isSameFile(held.get(own), add)) return own;
  // Earlier versions of the target may still need the file that has this name, so the new one gets another.
  if (held.has(own) || taken.has(own)) return names.other;
  return held.size > 0 && held.has(names.other) ? names.other : own;
}

/** The actions' difference between a target's old state and its new one. */
export interface FileChanges {
  readonly added: readonly AddFile[];
  readonly removed: readonly AddFile[];
}

/** Files that are the same before and after need no action at all. All others change the target's data, whatever they did in the source. */
export function fileChanges(target: Snapshot | undefined, adds: readonly AddFile[]): FileChanges {
  const isChange = (add: AddFile): AddFile => ({ ...add, dataChange: true });
  if (target === undefined) return { added: adds.map(isChange), removed: [] };
  const before = new Map(target.files.map((add) => [fileKey(target.table, add), add]));
  const added: AddFile[] = [];
  for (const add of adds) {
    const key = fileKey(target.table, add);
    const old = before.get(key);
    before.delete(key);
    if (old === undefined) added.push(isChange(add));
    else if (!isSameAction(old, add)) added.push({ ...add, dataChange: false });
  }
  return { added, removed: [...before.values()] };
}

/** The name of a data file within its table: decoded, `/` between parts. */
function nameOf(table: string, add: AddFile): string {
  return isPlain(add.path) ? add.path : (pathWithin(table, add.path) ?? add.path);
}

function isSameFile(one: AddFile | undefined, other: AddFile): boolean {
  return one !== undefined && one.size === other.size && one.modificationTime === other.modificationTime;
}

function isSameAction(one: AddFile, other: AddFile): boolean {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof AddFile>;
  fields.delete('dataChange');
  return [...fields].every((field) => isSameValue(one[field], other[field]));
}

function isSameValue(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
}

/** A path that stays where it was keeps the very spelling it has in the source's log. */
function spell(table: string, spelled: string, to: string): string {
  if (spelled === to) return spelled;
  const isRelative = !spelled.startsWith('/') && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(spelled);
  return isRelative && pathWithin(table, spelled) === to ? spelled : encodePath(to);
}

export interface RelocatedVector {
  readonly descriptor: DeletionVectorDescriptor;
  readonly file?: { readonly from: string; readonly to: string };
}

/** Deletion vectors that lie outside the table become relative ones; a file without a UUID in its name gets one made from its path. */
export function relocateVector(
  table: string,
  vector: DeletionVectorDescriptor | undefined,
): RelocatedVector | undefined {
  if (vector === undefined) return undefined;
  const from = deletionVectorFile(table, vector);
  if (from === undefined) return { descriptor: vector };
  const to = vector.storageType === 'u' ? vectorName(table, vector) : undefined;
  if (to !== undefined) return { descriptor: vector, file: { from, to } };
  const uuid = deletionVectorUuid(from) ?? uuidFrom(from);
  const descriptor = { ...vector, storageType: 'u', pathOrInlineDv: encodeUuid(uuid) };
  return { descriptor, file: { from, to: `deletion_vector_${uuid}.bin` } };
}

/** The name of a vector's file below its table; undefined where it lies outside, is inline or there is none. */
function vectorName(table: string, vector: DeletionVectorDescriptor | undefined): string | undefined {
  const file = vector === undefined ? undefined : deletionVectorFile(table, vector);
  return file === undefined ? undefined : nameWithin(table, file);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function uuidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
