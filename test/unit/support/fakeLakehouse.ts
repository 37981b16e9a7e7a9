/**
 * A lakehouse in memory, for tests of what is built on the port: tables are paths with versions, a version is a set of named files.
 * Hooks run before each operation: they inject failures by throwing, and see the signal and the order of calls.
 */

import assert from 'node:assert/strict';
import { Fault } from '../../../src/base/fault';
import { cloneStatement } from '../../../src/lakehouse/cloneStatement';
import type {
  CloneRequest,
  HistoryEntry,
  Lakehouse,
  LakehouseEntry,
  TableDetail,
  TableMoment,
  Verification,
} from '../../../src/lakehouse/lakehouse';
import { BACKUP_DATA, CLONE_REPORT, describePlace } from '../../../src/overwatch/recognise';
import { fakePlaces, type PlaceOperation } from './fakePlaces';

export interface FakeVersion {
  /** Epoch ms. */
  readonly committedAt: number;
  /** Names of data files and their lengths in bytes. */
  readonly files: Readonly<Record<string, number>>;
  readonly rows?: number;
}

const NOTHING_COPIED = {
  sourceTableSize: 0,
  sourceNumOfFiles: 0,
  numRemovedFiles: 0,
  numCopiedFiles: 0,
  removedFilesSize: 0,
  copiedFilesSize: 0,
};

export interface FakeTable {
  readonly tableId: string;
  readonly versions: readonly FakeVersion[];
  readonly clonedFrom?: {
    readonly location: string;
    readonly tableId: string;
    readonly version?: number;
    readonly accumulates?: boolean;
  };
  /** Whether checksums of its files were kept. */
  readonly checksums?: true;
  readonly records?: readonly Readonly<Record<string, unknown>>[];
  /** Names of its columns, all of them strings; `organization_id` alone if left out. */
  readonly columns?: readonly string[];
}

type Operation =
  | 'tables'
  | 'detail'
  | 'bytesToCopy'
  | 'assertWritable'
  | 'prepareRoot'
  | 'markDatabase'
  | 'clone'
  | 'verifyClone'
  | 'verifyTable'
  | 'prune'
  | 'removeFolder'
  | 'writeNote'
  | 'removeNote'
  | 'appendReport'
  | 'readReport'
  | PlaceOperation;
type Hook = (operation: Operation, path: string, signal: AbortSignal) => void | Promise<void>;

export interface FakeOptions {
  readonly tables: Readonly<Record<string, FakeTable>>;
  /** Paths of things that are no tables. */
  readonly others?: readonly string[];
  /** Texts of files, such as configs. */
  readonly files?: Readonly<Record<string, string>>;
  readonly freeBytes?: number;
  readonly hook?: Hook;
  /** Given with every clone. */
  readonly warnings?: readonly string[];
}

export interface FakeLakehouse extends Lakehouse {
  /** What stands where, as the operations have changed it. */
  readonly state: Map<string, FakeTable>;
  /** Texts of files, by path. */
  readonly files: Map<string, string>;
  /** Texts of journals, by `root run-id`. */
  readonly journalTexts: Map<string, string>;
  /** Every call so far, as `operation path`. */
  readonly calls: string[];
}

/** A table with one version of `files` files of 100 bytes and ten rows each, committed at `committedAt`. */
export function fakeTable(tableId: string, files = 1, committedAt = 1000): FakeTable {
  const names = Array.from({ length: files }, (_, index) => [`${tableId}-${index}.parquet`, 100] as const);
  return { tableId, versions: [{ committedAt, files: Object.fromEntries(names), rows: files * 10 }] };
}

/** An Overwatch database at `location`: `pipeline_report` and the named tables, one file each. */
export function fakeDatabase(location: string, ...names: string[]): Record<string, FakeTable> {
  return Object.fromEntries(
    ['pipeline_report', ...names].map((name) => [`${location}/${name}`, fakeTable(`${location}:${name}`)]),
  );
}

export function fakeLakehouse({
  tables,
  others = [],
  files: givenFiles = {},
  freeBytes,
  hook,
  warnings = [],
}: FakeOptions): FakeLakehouse {
  const state = new Map(Object.entries(tables));
  const calls: string[] = [];
  const notes = new Map<string, unknown>();
  const files = new Map(Object.entries(givenFiles));
  const journalTexts = new Map<string, string>();
  /** Files that were pruned, with the table they lay in. */
  const pruned = new Set<string>();

  async function enter(operation: Operation, path: string, signal: AbortSignal): Promise<void> {
    calls.push(`${operation} ${path}`);
    await hook?.(operation, path, signal);
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }

  function at(path: string): FakeTable {
    const table = state.get(path);
    if (table === undefined) throw new Fault('not-found', `${path} holds no table.`);
    return table;
  }

  function versionAt(path: string, moment: TableMoment): { version: number; content: FakeVersion } {
    const { versions } = at(path);
    let version = versions.length - 1;
    if (moment !== 'latest') {
      version =
        'version' in moment
          ? moment.version
          : versions.findLastIndex((one) => one.committedAt <= moment.asOf);
    }
    const content = versions[version];
    if (content === undefined)
      throw new Fault('no-such-version', `${path} has no version ${JSON.stringify(moment)}.`);
    return { version, content };
  }

  function detailOf(path: string, moment: TableMoment): TableDetail {
    const { version, content } = versionAt(path, moment);
    return {
      location: path,
      tableId: at(path).tableId,
      version,
      committedAt: content.committedAt,
      ...sizeOf(content),
      rows: content.rows,
      columns: (at(path).columns ?? ['organization_id']).map((name) => ({
        name,
        type: 'string',
        nullable: true,
      })),
      partitionColumns: [],
      properties: {},
      features: ['reader 1, writer 2'],
    };
  }

  const NO_METRICS = {
    sourceTableSize: 0,
    sourceNumOfFiles: 0,
    numRemovedFiles: 0,
    numCopiedFiles: 0,
    removedFilesSize: 0,
    copiedFilesSize: 0,
  };
  const WRITE = { operation: 'WRITE', parameters: {}, metrics: {} };

  function newestOperation(path: string): Omit<HistoryEntry, 'version' | 'committedAt'> {
    const { clonedFrom } = at(path);
    if (clonedFrom === undefined) return WRITE;
    const { location, tableId, version = 0 } = clonedFrom;
    const parameters = { source: location, sourceTableId: tableId, sourceVersion: String(version) };
    const copy = { from: { location, tableId, version, accumulates: false }, metrics: NO_METRICS };
    return { operation: 'CLONE', parameters, metrics: {}, copy };
  }

  function lacking({ source, sourceVersion, target }: CloneRequest): [string, number][] {
    const { content } = versionAt(source, { version: sourceVersion });
    const has = state.get(target)?.versions.at(-1)?.files ?? {};
    return Object.entries(content.files).filter(([name]) => !(name in has));
  }

  function verification(path: string, checksum: boolean): Verification {
    const { content } = versionAt(path, 'latest');
    return { ...sizeOf(content), rows: content.rows, checksum };
  }

  return {
    label: 'memory',
    cannot: {},
    place: (text) => text,
    cloneStatement: async (request) => cloneStatement(request),
    state,
    files,
    journalTexts,
    calls,
    ...fakePlaces({ state, files, journals: journalTexts, enter }),

    async entries() {
      const places = [...state.keys()].filter((path) => path.endsWith('/pipeline_report'));
      return places.map((path): LakehouseEntry => {
        const folder = path.split('/').slice(1, -1);
        const report = `/${[...folder.slice(0, -1), CLONE_REPORT].join('/')}`;
        const { kind, name, location } = describePlace(folder, { hasCloneReport: state.has(report) });
        return { kind, name, location: `/${location.join('/')}` };
      });
    },

    async backupAt(location) {
      const root = location.endsWith(`/${BACKUP_DATA}`)
        ? location.slice(0, -BACKUP_DATA.length - 1)
        : location;
      if (!state.has(`${root}/${CLONE_REPORT}`)) return undefined;
      return { kind: 'backup', name: root.slice(root.lastIndexOf('/') + 1), location: root };
    },

    async tables(location, signal) {
      await enter('tables', location, signal);
      const prefix = `${location}/`;
      return [...state.keys()]
        .filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
        .map((path) => ({ name: path.slice(prefix.length), location: path }));
    },

    async detail(table, moment, signal) {
      await enter('detail', table, signal);
      return detailOf(table, moment);
    },

    async history(table, limit) {
      const commits = at(table).versions.map(({ committedAt }, version) => ({ version, committedAt }));
      return commits
        .reverse()
        .slice(0, limit)
        .map((commit, index) => ({ ...commit, ...(index === 0 ? newestOperation(table) : WRITE) }));
    },

    async preview(table, moment, limit) {
      const { version, content } = versionAt(table, moment);
      const rows = Array.from({ length: Math.min(limit, content.rows ?? 0) }, (_, index) => [`org-${index}`]);
      return { columns: detailOf(table, moment).columns, rows, version };
    },

    async countRows(table, moment) {
      return versionAt(table, moment).content.rows ?? 0;
    },

    async inspectRoot(root) {
      const below = [...state.keys(), ...others].filter((path) => path.startsWith(`${root}/`));
      const names = new Set(below.map((path) => path.slice(root.length + 1).split('/')[0] ?? ''));
      const foreignNames = [...names].filter((name) => name !== BACKUP_DATA && name !== CLONE_REPORT);
      const occupied = foreignNames.length > 0 ? 'foreign' : 'backup';
      const clonedFrom = state.get(`${root}/${BACKUP_DATA}/pipeline_report`)?.clonedFrom;
      return {
        state: below.length === 0 ? 'absent' : occupied,
        foreignNames,
        freeBytes,
        ...(clonedFrom === undefined ? {} : { clonedFrom: { accumulates: false, ...clonedFrom } }),
      };
    },

    async assertWritable(location, signal) {
      await enter('assertWritable', location, signal);
    },

    async prepareRoot(root, signal) {
      await enter('prepareRoot', root, signal);
    },

    async markDatabase(location, state, signal) {
      await enter('markDatabase', `${location} ${state}`, signal);
    },

    async overlaps(one, other) {
      return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
    },

    join(root, ...names) {
      return [root, ...names].join('/');
    },

    async bytesToCopy(request, signal) {
      await enter('bytesToCopy', request.source, signal);
      return sumOf(lacking(request));
    },

    async clone(request, onProgress, signal) {
      await enter('clone', request.source, signal);
      const { content } = versionAt(request.source, { version: request.sourceVersion });
      const missing = lacking(request);
      const total = { totalFiles: missing.length, totalBytes: sumOf(missing) };
      for (let copied = 1; copied <= missing.length; copied += 1) {
        onProgress({
          phase: 'copying',
          copiedFiles: copied,
          copiedBytes: sumOf(missing.slice(0, copied)),
          ...total,
        });
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      const before = state.get(request.target);
      const versions = [...(before?.versions ?? []), content];
      const clonedFrom = {
        location: request.source,
        tableId: at(request.source).tableId,
        version: request.sourceVersion,
      };
      state.set(request.target, {
        tableId: before?.tableId ?? `copy of ${clonedFrom.tableId}`,
        versions,
        clonedFrom,
      });
      const { bytes, files } = sizeOf(content);
      return {
        metrics: {
          sourceTableSize: bytes,
          sourceNumOfFiles: files,
          numRemovedFiles: 0,
          numCopiedFiles: missing.length,
          removedFilesSize: 0,
          copiedFilesSize: total.totalBytes,
        },
        targetVersion: versions.length - 1,
        warnings,
      };
    },

    async incremental(request, onProgress, signal) {
      const copy = state.get(request.target);
      const isUnchanged = copy?.clonedFrom?.version === request.sourceVersion;
      const { metrics, targetVersion } = isUnchanged
        ? { metrics: NOTHING_COPIED, targetVersion: copy.versions.length - 1 }
        : await this.clone(request, onProgress, signal);
      const { rows } = versionAt(request.source, { version: request.sourceVersion }).content;
      return { changed: !isUnchanged, metrics, targetVersion, warnings, expectedRows: rows };
    },

    async verifyIncremental(target, _expected, signal) {
      await enter('verifyClone', target, signal);
      return verification(target, false);
    },

    async verifyClone(request, checksum, signal) {
      await enter('verifyClone', request.source, signal);
      return verification(request.target, checksum);
    },

    async verifyTable(table, { moment, checksum }, signal) {
      await enter('verifyTable', table, signal);
      const { content } = versionAt(table, moment);
      const gone = Object.keys(content.files).find((name) => pruned.has(`${table}/${name}`));
      if (gone !== undefined) throw new Fault('damaged', `${table}/${gone} is missing.`);
      const kept = at(table).checksums === true;
      const unchecked = checksum && !kept ? { unchecked: sizeOf(content).files } : {};
      return { ...sizeOf(content), rows: content.rows, checksum: checksum && kept, ...unchecked };
    },

    async origin(table) {
      const { clonedFrom } = at(table);
      return clonedFrom === undefined ? undefined : { version: 0, accumulates: false, ...clonedFrom };
    },

    async changes(table, from, to) {
      const [before, after] = [from, to].map((version) => versionAt(table, { version }).content);
      assert.ok(before && after);
      const lacks = (one: FakeVersion, other: FakeVersion) =>
        Object.entries(one.files).filter(([name]) => !(name in other.files));
      const [added, removed] = [lacks(after, before), lacks(before, after)];
      return {
        addedFiles: added.length,
        addedBytes: sumOf(added),
        rows: (after.rows ?? 0) - (before.rows ?? 0),
        removedFiles: removed.length,
        removedBytes: sumOf(removed),
      };
    },

    async prune({ table, keep, keepBefore = 0 }, dryRun, signal) {
      await enter('prune', table, signal);
      const { versions } = at(table);
      const isKept = (version: number) =>
        version < keepBefore || version === versions.length - 1 || keep.includes(version);
      const needed = new Set(
        versions.flatMap((one, version) => (isKept(version) ? Object.keys(one.files) : [])),
      );
      const all = new Map(versions.flatMap(({ files }) => Object.entries(files)));
      const doomed = [...all].filter(([name]) => !needed.has(name) && !pruned.has(`${table}/${name}`));
      if (!dryRun) for (const [name] of doomed) pruned.add(`${table}/${name}`);
      return { files: doomed.length, bytes: sumOf(doomed) };
    },

    async folders(location) {
      const prefix = `${location}/`;
      const below = [...state.keys(), ...others].filter((path) => path.startsWith(prefix));
      const names = below.map((path) => path.slice(prefix.length).split('/')[0] ?? '');
      return [...new Set(names)].filter((name) => !others.includes(prefix + name)).sort();
    },

    async removeFolder(location, signal) {
      await enter('removeFolder', location, signal);
      for (const path of [...state.keys()]) if (path.startsWith(`${location}/`)) state.delete(path);
    },

    async readNote(root, name) {
      return notes.get(`${root} ${name}`);
    },

    async writeNote(root, name, content, signal) {
      await enter('writeNote', `${root} ${name}`, signal);
      notes.set(`${root} ${name}`, content);
    },

    async removeNote(root, name, signal) {
      await enter('removeNote', `${root} ${name}`, signal);
      notes.delete(`${root} ${name}`);
    },

    async appendReport(table, batch, signal) {
      await enter('appendReport', table, signal);
      const before = state.get(table);
      const records = [...(before?.records ?? []), ...batch.rows];
      state.set(table, {
        tableId: 'report',
        versions: [{ committedAt: 1, files: {}, rows: records.length }],
        records,
      });
    },

    async readReport(table, signal) {
      await enter('readReport', table, signal);
      return state.get(table)?.records;
    },
  };
}

function sizeOf({ files }: FakeVersion): { bytes: number; files: number } {
  return { bytes: sumOf(Object.entries(files)), files: Object.keys(files).length };
}

function sumOf(files: readonly (readonly [string, number])[]): number {
  return files.reduce((total, [, length]) => total + length, 0);
}
