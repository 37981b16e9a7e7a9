/** Delta tables as files: a lakehouse made of one or more folders. */

import path from 'node:path';
import { Fault } from '../../base/fault';
import { changesBetween } from '../../delta/changes';
import { bytesToCopy, deepClone } from '../../delta/clone';
import { featureNames, unknownWriterFeatures } from '../../delta/features';
import { readHistory } from '../../delta/history';
import { listLog } from '../../delta/logFiles';
import { readOrigin, withoutOrigin } from '../../delta/origin';
import { countRows, previewRows } from '../../delta/preview';
import { prune } from '../../delta/prune';
import type { Column } from '../../delta/results';
import { describeColumns, parseSchema } from '../../delta/schema';
import type { Snapshot } from '../../delta/snapshot';
import { totals } from '../../delta/stats';
import { committedAt } from '../../delta/timestamps';
import { verifyClone, verifyTable } from '../../delta/verify';
import { localStorage } from '../../storage/local';
import type { Storage } from '../../storage/storage';
import { cloneStatement } from '../cloneStatement';
import type { Lakehouse, TableDetail } from '../lakehouse';
import { backupAt, discover, isTable, NOTES } from './discover';
import { incrementalInFolder } from './incremental';
import { journalFiles } from './journals';
import { migrationInFolder } from './migration';
import { readNote, removeNote, writeNote } from './notes';
import { removeFolder } from './removal';
import { appendReport, readReport } from './reports';
import { assertWritable, inspectRoot, overlaps, refuseOverlap } from './root';
import { rememberSnapshots } from './snapshots';

export interface FolderLakehouseOptions {
  /** Absolute paths of folders in which databases and backups lie. */
  readonly roots: readonly string[];
  /** Where the files are; the local disk unless a test says otherwise. */
  readonly storage?: Storage;
}

/** Opens a folder lakehouse. Nothing is read until it is asked for. */
export function openFolderLakehouse({ roots, storage = localStorage }: FolderLakehouseOptions): Lakehouse {
  const snapshots = rememberSnapshots(storage);
  return {
    label: roots.join(', '),
    cannot: {},
    async entries(signal, onEntry) {
      const entries = await discover(storage, roots, signal);
      for (const entry of entries) onEntry?.(entry);
      return entries;
    },

    place(text) {
      if (path.isAbsolute(text)) return path.normalize(text);
      throw new Fault('usage', `${text} is no absolute path.`, {
        advice: 'Give the whole path of the folder.',
      });
    },

    backupAt: (location) => backupAt(storage, location),

    async tables(location) {
      const entries = (await storage.list(location)) ?? [];
      const folders = entries.filter((entry) => entry.kind === 'directory' && !/^[._]/.test(entry.name));
      const found = await Promise.all(
        folders.map(async ({ name }) => {
          const table = path.join(location, name);
          return (await isTable(storage, table)) ? [{ name, location: table }] : [];
        }),
      );
      return found.flat().sort((one, other) => one.name.localeCompare(other.name));
    },

    async detail(table, moment, signal) {
      return await describe(storage, await snapshots.open(table, moment, signal));
    },

    async history(table, limit, signal) {
      const latest = await snapshots.open(table, 'latest', signal);
      return await readHistory(storage, await listLog(storage, table), latest, limit, signal);
    },

    async preview(table, moment, limit, signal) {
      const snapshot = await snapshots.open(table, moment, signal);
      const rows = await previewRows(storage, snapshot, limit, signal);
      return { columns: columnsOf(snapshot), rows, version: snapshot.version };
    },

    async countRows(table, moment, signal) {
      return await countRows(storage, await snapshots.open(table, moment, signal), signal);
    },

    inspectRoot: (root, signal) => inspectRoot(storage, root, signal),
    assertWritable: (location) => assertWritable(storage, location),
    prepareRoot: (root) => storage.makeDirectory(path.join(root, NOTES)),
    markDatabase: async () => undefined,
    overlaps: (one, other) => overlaps(storage, one, other),
    join: (root, ...names) => path.join(root, ...names),

    cloneStatement: async (request) => cloneStatement(request),

    async bytesToCopy({ source, sourceVersion, target }, signal) {
      const from = await snapshots.open(source, { version: sourceVersion }, signal);
      return bytesToCopy(from, await snapshots.tryOpenLatest(target, signal));
    },

    async clone({ source, sourceVersion, target }, onProgress, signal) {
      await refuseOverlap(storage, source, target);
      const from = await snapshots.open(source, { version: sourceVersion }, signal);
      const onto = await snapshots.tryOpenLatest(target, signal);
      const { metrics, version } = await deepClone(storage, from, target, onto, onProgress, signal);
      const warnings = unknownWriterFeatures(from.protocol).map(
        (feature) =>
          `The table uses the feature ${feature}, which this product does not know; it was copied as it is.`,
      );
      return { metrics, targetVersion: version, warnings };
    },

    ...incrementalInFolder(storage, snapshots),

    async verifyClone({ source, sourceVersion, target }, checksum, signal) {
      const from = await snapshots.open(source, { version: sourceVersion }, signal);
      const onto = await snapshots.openAfresh(target, 'latest', signal);
      return await verifyClone(storage, from, onto, signal, checksum ? storage.sha256 : undefined);
    },

    async verifyTable(table, { moment, checksum }, signal) {
      const snapshot = await snapshots.openAfresh(table, moment, signal);
      return await verifyTable(storage, snapshot, signal, checksum ? storage.sha256 : undefined);
    },

    origin: (table, signal) => readOrigin(storage, table, signal),

    async changes(table, from, to, signal) {
      const before = await snapshots.open(table, { version: from }, signal);
      return changesBetween(before, await snapshots.open(table, { version: to }, signal));
    },

    prune({ table, keep, keepBefore }, dryRun, signal) {
      const versions = { versions: keep, ...(keepBefore === undefined ? {} : { before: keepBefore }) };
      return prune(storage, table, versions, dryRun, signal);
    },

    async folders(location) {
      const entries = (await storage.list(location)) ?? [];
      return entries.flatMap(({ name, kind }) => (kind === 'directory' ? [name] : [])).sort();
    },

    removeFolder: (location) => removeFolder(storage, location),
    readNote: (root, name) => readNote(storage, root, name),
    writeNote: (root, name, content) => writeNote(storage, root, name, content),
    removeNote: (root, name) => removeNote(storage, root, name),

    ...journalFiles(storage),
    ...migrationInFolder(storage, snapshots),

    appendReport: (table, batch, signal) => appendReport(storage, table, batch, signal),
    readReport: (table, signal, needed) => readReport(storage, table, signal, needed),
  };
}

function columnsOf(snapshot: Snapshot): Column[] {
  return describeColumns(parseSchema(snapshot.table, snapshot.metadata));
}

async function describe(storage: Storage, snapshot: Snapshot): Promise<TableDetail> {
  const { table, version, metadata, protocol } = snapshot;
  return {
    location: table,
    tableId: metadata.id,
    version,
    committedAt: await committedAt(storage, snapshot),
    ...totals(snapshot.files),
    columns: columnsOf(snapshot),
    partitionColumns: metadata.partitionColumns,
    properties: withoutOrigin(metadata.configuration ?? {}),
    features: featureNames(protocol),
  };
}
