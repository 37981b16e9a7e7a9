/** Delta tables of a Databricks workspace, through SQL: a lakehouse in which the server does the work and nothing is copied through here. */

import { Fault } from '../../base/fault';
import type { Lakehouse } from '../lakehouse';
import { readChanges, readOrigin } from './changes';
import { bytesToCopy, clone, cloneStatement } from './clone';
import { countRows, readColumns, readDetail } from './detail';
import { dialectOf } from './dialect';
import { discover, type ListSchemas } from './discover';
import { listTables, tablesBelow } from './listing';
import { logged } from './log';
import { migrationInWarehouse } from './migration';
import { joinPlace, parseLocation, parsePlace } from './places';
import { prune } from './prune';
import { appendReport, readReport } from './reports';
import { backupAt, inspectRoot, markBackup, markDatabase, overlaps } from './root';
import { repeatable, type Sql } from './sql';
import * as statements from './statements';
import { verifyClone, verifyTable } from './verify';
import { findVersion, readHistory } from './versions';
import type { Warehouse, WorkspaceFiles } from './warehouse';

export interface DatabricksLakehouseOptions {
  /** What the user calls it. */
  readonly label: string;
  readonly sql: Sql;
  /** Catalogs to search for databases; the one without Unity Catalog where there are none. */
  readonly catalogs: readonly string[];
  /** Locations of databases and backups that the user has named: paths cannot be searched. */
  readonly roots: readonly string[];
  /** Files of the workspace, for a deployment config that is one. */
  readonly files?: WorkspaceFiles;
  readonly schemas?: ListSchemas;
  /** The clock, epoch ms. */
  readonly now?: () => number;
}

const INCREMENTAL =
  'Incremental snapshots on Databricks run as a stream, which needs a cluster: run them as a Databricks job (Run as a Databricks Job… in the editor, or generate job). A repeated full snapshot copies only files that are new.';
const REMOVE_FOLDERS =
  'SQL removes no files. Remove old copies in the storage, or let its lifecycle rules do so.';
const DROP_TABLES =
  'SQL removes no files, so only a database in the catalog can be dropped. Remove its folder in the storage, or register it first.';

/** How far below a prefix dated copies lie: `<day>/<instant>/data/<table>`. */
const DATED_DEPTH = 4;

/** Opens a lakehouse. Nobody is talked to until something is asked for. */
export function openDatabricksLakehouse(options: DatabricksLakehouseOptions): Lakehouse {
  const { label, sql, catalogs, roots, files, schemas, now = Date.now } = options;
  const warehouse: Warehouse = { sql, dialect: dialectOf(sql), files };
  const { prepareLog, ...journalsAndNotes } = logged(warehouse, now);
  const refuseIncremental = () => Promise.reject(new Fault('usage', INCREMENTAL));
  return {
    label,
    host: sql.host,
    cannot: { incremental: INCREMENTAL, removeFolder: REMOVE_FOLDERS, dropTable: DROP_TABLES },
    entries: (signal, onEntry = () => undefined) =>
      discover({ catalogs, roots, schemas }, warehouse, onEntry, signal),
    place: parsePlace,
    backupAt: (location, signal) => backupAt(location, warehouse, signal),
    tables: (location, signal) => listTables(location, warehouse, signal),
    detail: (table, moment, signal) => readDetail(table, moment, warehouse, signal),
    history: (table, limit, signal) => readHistory(table, limit, warehouse, signal),

    async preview(table, moment, limit, signal) {
      const { version } = await findVersion(table, moment, warehouse, signal);
      const columns = await readColumns(table, version, warehouse, signal);
      const rows = await sql.run(repeatable(statements.preview(table, version, columns, limit)), signal);
      const texts = rows.map((row) => columns.map((_, index) => asText(row[`c${index}`])));
      return { columns, rows: texts, version };
    },

    async countRows(table, moment, signal) {
      const { version } = await findVersion(table, moment, warehouse, signal);
      return await countRows(table, version, warehouse, signal);
    },

    inspectRoot: (root, signal) => inspectRoot(root, warehouse, signal),
    // Whether something may be written, a server tells only when it is.
    assertWritable: async () => undefined,

    async prepareRoot(root, signal) {
      await prepareLog(root, signal);
      await markBackup(root, warehouse, signal);
    },

    markDatabase: (location, state, signal) => markDatabase(location, state, warehouse, signal),

    overlaps: (one, other) => overlaps(one, other, warehouse),
    join: joinPlace,
    cloneStatement: (request, signal) => cloneStatement(request, warehouse, signal),
    bytesToCopy: (request, signal) => bytesToCopy(request, warehouse, signal),
    clone: (request, onProgress, signal) => clone(request, onProgress, warehouse, signal),
    incremental: refuseIncremental,
    verifyIncremental: refuseIncremental,
    verifyClone: (request, checksum, signal) => verifyClone(request, checksum, warehouse, signal),
    verifyTable: (table, check, signal) => verifyTable(table, check, warehouse, signal),
    origin: (table, signal) => readOrigin(table, warehouse, signal),
    changes: (table, from, to, signal) => readChanges(table, from, to, warehouse, signal),
    prune: (request, dryRun, signal) => prune(request, dryRun, warehouse, now, signal),

    async folders(location, signal) {
      const place = parseLocation(location);
      if (place.kind === 'name') return [];
      const found = await tablesBelow(place.path, DATED_DEPTH, warehouse, signal);
      return [...new Set(found.flatMap(([first]) => first ?? []))].sort();
    },

    removeFolder: () => Promise.reject(new Fault('usage', REMOVE_FOLDERS)),
    ...journalsAndNotes,
    ...migrationInWarehouse(warehouse),
    appendReport: (table, batch, signal) => appendReport(table, batch, warehouse, signal),
    readReport: (table, signal, needed) => readReport(table, warehouse, signal, needed),
  };
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
