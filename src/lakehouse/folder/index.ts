/** Delta tables as files: a lakehouse made of one or more folders. */

import path from 'node:path';
import { bytesToCopy, deepClone } from '../../delta/clone';
import { featureNames, unknownWriterFeatures } from '../../delta/features';
import { readHistory } from '../../delta/history';
import { listLog } from '../../delta/logFiles';
import { countRows, previewRows } from '../../delta/preview';
import type { Column } from '../../delta/results';
import { describeColumns, parseSchema } from '../../delta/schema';
import type { Snapshot } from '../../delta/snapshot';
import { totals } from '../../delta/stats';
import { committedAt } from '../../delta/timestamps';
import { verifyClone, verifyTable } from '../../delta/verify';
import { localStorage } from '../../storage/local';
import type { Storage } from '../../storage/storage';
import type { Lakehouse, TableDetail } from '../lakehouse';
import { discover, isTable, NOTES } from './discover';
import { appendReport, readReport } from './reports';
import { inspectRoot, overlaps } from './root';
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
    entries: (signal) => discover(storage, roots, signal),

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

    inspectRoot: (root) => inspectRoot(storage, root),
    prepareRoot: (root) => storage.makeDirectory(path.join(root, NOTES)),
    overlaps,
    join: (root, ...names) => path.join(root, ...names),

    async bytesToCopy({ source, sourceVersion, target }, signal) {
      const from = await snapshots.open(source, { version: sourceVersion }, signal);
      return bytesToCopy(from, await snapshots.tryOpenLatest(target, signal));
    },

    async clone({ source, sourceVersion, target }, onProgress, signal) {
      const from = await snapshots.open(source, { version: sourceVersion }, signal);
      const onto = await snapshots.tryOpenLatest(target, signal);
      const { metrics, version } = await deepClone(storage, from, target, onto, onProgress, signal);
      const warnings = unknownWriterFeatures(from.protocol).map(
        (feature) =>
          `The table uses the feature ${feature}, which this product does not know; it was copied as it is.`,
      );
      return { metrics, targetVersion: version, warnings };
    },

    async verifyClone({ source, sourceVersion, target }, checksum, signal) {
      const from = await snapshots.open(source, { version: sourceVersion }, signal);
      const onto = await snapshots.openAfresh(target, signal);
      return await verifyClone(storage, from, onto, signal, checksum ? storage.sha256 : undefined);
    },

    async verifyTable(table, signal) {
      return await verifyTable(storage, await snapshots.openAfresh(table, signal), signal);
    },

    appendReport: (table, batch, signal) => appendReport(storage, table, batch, signal),
    readReport: (table, signal) => readReport(storage, table, signal),
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
    properties: metadata.configuration ?? {},
    features: featureNames(protocol),
  };
}
