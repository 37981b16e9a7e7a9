/**
 * Writes the sample: an Overwatch database of Delta tables as files, the same for the same scale, down to the bytes of the logs. Its commits
 * lie on the Mondays of the first quarter of 2025, so a table has a history to look at and to ask for a version by time.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { mapLimit } from '../../src/base/concurrency';
import { Fault } from '../../src/base/fault';
import { catalogTable } from '../../src/overwatch/catalog';
import { writeFiles } from './files';
import { historyOf, replacedFiles } from './history';
import { type AddFile, commit, type Log, newLog, numRecords } from './log';
import { rowsOf, runId, runTime, WORKSPACES } from './rows';
import { sparkStruct } from './schema';
import { seededUuid } from './seed';
import { text, timestamp } from './sql';
import { SAMPLE_TABLES } from './tables';
import type { SampleTable } from './tables/parts';

/** Where the database lies in the directory that it is written to. */
export const SAMPLE_DATABASE = join('overwatch_lake', 'global_share');

export interface SampleOptions {
  /** Holds `overwatch_lake/global_share/<table>` afterwards. */
  readonly directory: string;
  /** 1 gives about 30 MB; the number of rows grows with it. */
  readonly scale: number;
  /** Names in any case; all of them where it is absent. */
  readonly tables?: readonly string[];
}

/** What was written; the rows and bytes are those of the newest versions. */
export interface SampleSummary {
  readonly database: string;
  readonly tables: number;
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes the sample into a directory that has none yet.
 *
 * @throws Fault `usage` for a scale that is not a positive number, `unknown-table`, `bad-target` where the database is there already.
 */
export async function writeSample(options: SampleOptions): Promise<SampleSummary> {
  const { directory, scale } = options;
  if (!(scale > 0 && Number.isFinite(scale)))
    throw new Fault('usage', `The scale must be a positive number, not ${scale}.`);
  const tables = chosenTables(options.tables);
  const database = join(directory, SAMPLE_DATABASE);
  if (existsSync(database)) {
    throw new Fault('bad-target', `${database} is there already.`, {
      advice: 'Remove it, or write the sample to another directory.',
    });
  }
  // One thread keeps the order of rows, and so the bytes of files, the same; two tables at a time make up for it.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const write = async (table: SampleTable) => {
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      return await writeTable(connection, table, join(database, table.name.toLowerCase()), scale);
    } finally {
      connection.closeSync();
    }
  };
  const logs = await mapLimit(tables, 2, write).finally(() => instance.closeSync());
  const live = logs.flatMap((log) => log.live);
  return {
    database,
    tables: tables.length,
    files: live.length,
    rows: live.reduce((sum, file) => sum + numRecords(file), 0),
    bytes: live.reduce((sum, file) => sum + file.size, 0),
  };
}

function chosenTables(names: readonly string[] | undefined): readonly SampleTable[] {
  if (names === undefined) return SAMPLE_TABLES;
  return names.map((name) => {
    const table = SAMPLE_TABLES.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (table === undefined) throw new Fault('unknown-table', `The sample has no table ${name}.`);
    return table;
  });
}

async function writeTable(
  connection: DuckDBConnection,
  table: SampleTable,
  directory: string,
  scale: number,
): Promise<Log> {
  const partitionBy = catalogTable(table.name)?.partitionBy ?? [];
  const count = table.kind === 'reference' ? table.rows : Math.max(4, Math.round(table.rows * scale));
  const history = historyOf(table);
  const rows = (week: number, run: number) => select(table, week, run * count, count);
  const empty = await connection.run(`${rows(0, 0)} LIMIT 0`);
  const schema = sparkStruct(empty.columnNames(), empty.columnTypes());
  const types = new Map(empty.columnNames().map((name, index) => [name, String(empty.columnType(index))]));

  let log = newLog(join(directory, '_delta_log'), {
    id: seededUuid(table.name),
    format: { provider: 'parquet', options: {} },
    schemaString: JSON.stringify(schema),
    partitionColumns: partitionBy,
    configuration: table.configuration ?? {},
    createdTime: history[0]?.time ?? 0,
  });
  for (const { operation, time, week, run } of history) {
    const target = (part: string) => ({
      directory,
      schema,
      partitionBy,
      seed: `${table.name} ${log.version + 1} ${part}`,
      time: time - 5000,
      dataChange: operation !== 'OPTIMIZE',
    });
    const gone = replacedFiles(table, operation, log);
    const added = run === undefined ? [] : await writeFiles(connection, rows(week, run), target('new'));
    if (operation !== 'DELETE' && gone.length > 0) {
      const query = rewrite(directory, gone, types, operation === 'MERGE' ? week : undefined);
      added.push(...(await writeFiles(connection, query, target('rewritten'))));
    }
    if (added.length + gone.length > 0) log = await commit(connection, log, { operation, time, added, gone });
  }
  return log;
}

/** The rows of one run of a table, with its columns in their order. */
function select(table: SampleTable, week: number, first: number, count: number): string {
  const columns = Object.entries(table.columns).map(([name, expression]) => `${expression} AS "${name}"`);
  return `SELECT ${columns.join(', ')} FROM (${rowsOf({ kind: table.kind, week, first, count })})`;
}

/** The rows of files of one partition; with `mergedIn`, every fifth of them updated by that week's run. */
function rewrite(
  directory: string,
  files: readonly AddFile[],
  types: ReadonlyMap<string, string>,
  mergedIn: number | undefined,
): string {
  const values = files[0]?.partitionValues ?? {};
  const paths = files.map((file) => text(join(directory, decodeURI(file.path))));
  const workspace = WORKSPACES.findIndex(({ id }) => id === values.organization_id);
  const updated = (column: string, value: string) =>
    `CASE WHEN file_row_number % 5 = 0 THEN ${value} ELSE "${column}" END AS "${column}"`;
  const changes =
    mergedIn === undefined
      ? ''
      : `REPLACE (${updated('Overwatch_RunID', runId(mergedIn, String(workspace)))},
          ${updated('Pipeline_SnapTS', timestamp(String(runTime(mergedIn))))})`;
  const partition = Object.entries(values).map(
    ([name, value]) => `, ${text(value)}::${types.get(name)} AS "${name}"`,
  );
  return `SELECT * EXCLUDE (file_row_number) ${changes} ${partition.join('')}
    FROM read_parquet([${paths.join(', ')}], file_row_number = true, hive_partitioning = false)`;
}
