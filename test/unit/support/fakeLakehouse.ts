/**
 * A lakehouse in memory, for tests of what is built on the port: tables are paths with versions, a version is a set of named files.
 * Hooks run before each operation: they inject failures by throwing, and see the signal and the order of calls.
 */

import { Fault } from '../../../src/base/fault';
import type {
  CloneRequest,
  Lakehouse,
  LakehouseEntry,
  TableDetail,
  TableMoment,
  Verification,
} from '../../../src/lakehouse/lakehouse';
import { BACKUP_DATA, CLONE_REPORT, describePlace } from '../../../src/overwatch/recognise';

export interface FakeVersion {
  /** Epoch ms. */
  readonly committedAt: number;
  /** Names of data files and their lengths in bytes. */
  readonly files: Readonly<Record<string, number>>;
  readonly rows?: number;
}

export interface FakeTable {
  readonly tableId: string;
  readonly versions: readonly FakeVersion[];
  readonly clonedFrom?: { readonly location: string; readonly tableId: string };
  readonly records?: readonly Readonly<Record<string, unknown>>[];
}

type Operation =
  | 'tables'
  | 'detail'
  | 'bytesToCopy'
  | 'prepareRoot'
  | 'clone'
  | 'verifyClone'
  | 'verifyTable'
  | 'appendReport'
  | 'readReport';
type Hook = (operation: Operation, path: string, signal: AbortSignal) => void | Promise<void>;

export interface FakeOptions {
  readonly tables: Readonly<Record<string, FakeTable>>;
  /** Paths of things that are no tables. */
  readonly others?: readonly string[];
  readonly freeBytes?: number;
  readonly hook?: Hook;
  /** Given with every clone. */
  readonly warnings?: readonly string[];
}

export interface FakeLakehouse extends Lakehouse {
  /** What stands where, as the operations have changed it. */
  readonly state: Map<string, FakeTable>;
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
  freeBytes,
  hook,
  warnings = [],
}: FakeOptions): FakeLakehouse {
  const state = new Map(Object.entries(tables));
  const calls: string[] = [];

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
      columns: [{ name: 'organization_id', type: 'string', nullable: true }],
      partitionColumns: [],
      properties: {},
      features: ['reader 1, writer 2'],
    };
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
    state,
    calls,

    async entries() {
      const places = [...state.keys()].filter((path) => path.endsWith('/pipeline_report'));
      return places.map((path): LakehouseEntry => {
        const folder = path.split('/').slice(1, -1);
        const report = `/${[...folder.slice(0, -1), CLONE_REPORT].join('/')}`;
        const { kind, name, location } = describePlace(folder, { hasCloneReport: state.has(report) });
        return { kind, name, location: `/${location.join('/')}` };
      });
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
        .map((commit) => ({ ...commit, operation: 'WRITE', parameters: {}, metrics: {} }));
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
        ...(clonedFrom === undefined ? {} : { clonedFrom }),
      };
    },

    async prepareRoot(root, signal) {
      await enter('prepareRoot', root, signal);
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
        onProgress({ copiedFiles: copied, copiedBytes: sumOf(missing.slice(0, copied)), ...total });
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      const before = state.get(request.target);
      const versions = [...(before?.versions ?? []), content];
      const clonedFrom = { location: request.source, tableId: at(request.source).tableId };
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

    async verifyClone(request, checksum, signal) {
      await enter('verifyClone', request.source, signal);
      return verification(request.target, checksum);
    },

    async verifyTable(table, signal) {
      await enter('verifyTable', table, signal);
      return verification(table, false);
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
