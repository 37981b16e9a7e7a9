/**
 * An incremental snapshot that merges 1 % changed rows into a table of 10 million, from opening source and copy to the commit, against DuckDB
 * rewriting the whole table: reading all of its files and writing all of their rows.
 */

import { cp, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../src/base/fault';
import type { Action, AddFile, Protocol } from '../../src/delta/actions';
import { writeCommit } from '../../src/delta/commit';
import { writeDeletionVectors } from '../../src/delta/deletionVectorFile';
import { incrementalClone } from '../../src/delta/incremental';
import type { RowRange } from '../../src/delta/rowBitmaps';
import { openSnapshot } from '../../src/delta/snapshot';
import { sqlFiles, sqlString, withDuckDB } from '../../src/parquet/duckdb';
import { localStorage } from '../../src/storage/local';
import type { Bench, Figure } from './figure';
import { quickest, settle } from './rounds';
import { newMetadata, PROTOCOL } from './table';

const ROWS = 10_000_000;
const FILES = 20;
const CHANGED = ROWS / 100;
const ROWS_PER_FILE = ROWS / FILES;
const ROUNDS = 3;

const WITH_VECTORS: Protocol = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ['deletionVectors'],
  writerFeatures: ['deletionVectors'],
};

const { signal } = new AbortController();

interface Scene {
  readonly name: string;
  /** Whether source and copy use deletion vectors, or write anew the files in which rows changed. */
  readonly vectors: boolean;
  /** SQL: whether the row `r` changed. */
  readonly changed: string;
  /** The changed rows of each file. */
  readonly rowsOf: (file: number) => readonly RowRange[];
  readonly goal?: number;
}

const ONE_REGION = {
  changed: `r < ${CHANGED}`,
  rowsOf: (file: number): readonly RowRange[] => (file === 0 ? [[0, CHANGED - 1]] : []),
};

const SCATTERED = {
  changed: 'r % 100 = 7',
  rowsOf: (): readonly RowRange[] =>
    Array.from({ length: CHANGED / FILES }, (_, index): RowRange => [index * 100 + 7, index * 100 + 7]),
};

const SCENES: readonly Scene[] = [
  { name: 'one region', vectors: false, ...ONE_REGION, goal: 0.3 },
  { name: 'scattered, deletion vectors', vectors: true, ...SCATTERED, goal: 0.3 },
  { name: 'scattered, files written anew', vectors: false, ...SCATTERED },
];

export const merge: Bench = {
  name: 'merge',
  async run(directory) {
    const original = path.join(directory, 'original');
    const adds = await writeRows(original);
    const figures: Figure[] = [];
    for (const scene of SCENES) figures.push(await measure(directory, original, adds, scene));
    return figures;
  },
};

/** The source has a second version, the copy stands for the first; each round brings the same copy up to date. */
async function measure(
  directory: string,
  original: string,
  adds: readonly AddFile[],
  scene: Scene,
): Promise<Figure> {
  const source = path.join(directory, 'source');
  const copy = path.join(directory, 'copy');
  const fresh = path.join(directory, 'fresh');
  const rewritten = path.join(directory, 'rewritten.parquet');
  await cp(original, source, { recursive: true });
  await commitFirst(source, adds, scene);
  await snapshot(source, copy);
  await commitChange(source, adds, scene);
  const files = adds.map((add) => path.join(original, add.path));
  const [ours = Number.NaN, baseline = Number.NaN] = await quickest(ROUNDS, [
    {
      before: async () => {
        await rm(fresh, { recursive: true, force: true });
        await cp(copy, fresh, { recursive: true, preserveTimestamps: true });
        await settle();
      },
      run: () => snapshot(source, fresh),
    },
    {
      before: async () => {
        await rm(rewritten, { force: true });
        await settle();
      },
      run: () =>
        withDuckDB(async (connection) => {
          await connection.run(
            `COPY (FROM read_parquet(${sqlFiles(files)})) TO ${sqlString(rewritten)} (FORMAT parquet, COMPRESSION snappy)`,
          );
        }),
    },
  ]);
  for (const place of [source, copy, fresh, rewritten]) await rm(place, { recursive: true, force: true });
  const goal = scene.goal === undefined ? {} : { goal: scene.goal };
  return { name: `merge: 1 %, ${scene.name} / rewrite`, unit: 'ms', ours, baseline, ...goal };
}

async function snapshot(source: string, table: string): Promise<void> {
  const hasCopy = (await localStorage.stat(table)) !== undefined;
  const outcome = await incrementalClone(
    localStorage,
    {
      source: await openSnapshot(localStorage, source, signal),
      openSource: (version) => openSnapshot(localStorage, source, signal, version),
      table,
      target: hasCopy ? await openSnapshot(localStorage, table, signal) : undefined,
      checkpointDirectory: path.join(table, '..', 'checkpoint'),
      write: { mode: 'merge', keys: ['organization_id', 'job_id', 'run_id'] },
    },
    () => undefined,
    signal,
  );
  if (outcome.kind === 'first') return;
  const replaced = outcome.kind === 'merged' ? outcome.metrics.replacedRows : 0;
  if (replaced !== CHANGED) throw new Fault('internal', `${replaced} rows were replaced, not ${CHANGED}.`);
}

const COLUMNS: readonly (readonly [name: string, type: string, value: string])[] = [
  ['organization_id', 'string', "'1234567890123456'"],
  ['job_id', 'string', "'job-' || (r % 5000)"],
  ['run_id', 'long', 'r'],
  ['task_id', 'string', 'md5(r::VARCHAR)'],
  ['timestamp', 'long', '1_700_000_000_000 + r'],
  ['dbus', 'integer', '(hash(r) % 1000)::INTEGER'],
  ['cost', 'double', '(hash(r + 1) % 1_000_000_007) / 3e7'],
  ['user_name', 'string', "'user' || (r % 300) || '@example.com'"],
  ['state', 'string', "CASE WHEN r % 7 = 0 THEN NULL ELSE 'RUNNING' END"],
];

/** @param values the values of some columns where they are not the usual ones */
function rowsSql(values: Readonly<Record<string, string>> = {}): string {
  return COLUMNS.map(([name, , value]) => `${values[name] ?? value} AS ${name}`).join(', ');
}

async function writeRows(table: string): Promise<AddFile[]> {
  await mkdir(table, { recursive: true });
  const adds: AddFile[] = [];
  for (let file = 0; file < FILES; file += 1) {
    const start = file * ROWS_PER_FILE;
    adds.push(await writeFile(table, `part-${file}.parquet`, rowsSql(), start, start + ROWS_PER_FILE));
  }
  return adds;
}

async function writeFile(
  table: string,
  name: string,
  columns: string,
  start: number,
  end: number,
  where = 'true',
): Promise<AddFile> {
  const file = path.join(table, name);
  const rows = await withDuckDB(async (connection) => {
    const result = await connection.runAndReadAll(
      `COPY (SELECT ${columns} FROM range(${start}, ${end}) t(r) WHERE ${where}) TO ${sqlString(file)} (FORMAT parquet, COMPRESSION snappy)`,
    );
    return Number(result.getRows()[0]?.[0]);
  });
  const { size, mtimeMs } = await stat(file);
  return {
    path: name,
    partitionValues: {},
    size,
    modificationTime: Math.floor(mtimeMs),
    dataChange: true,
    stats: JSON.stringify({ numRecords: rows, minValues: { run_id: start }, maxValues: { run_id: end - 1 } }),
  };
}

async function commitFirst(table: string, adds: readonly AddFile[], { vectors }: Scene): Promise<void> {
  const fields = COLUMNS.map(([name, type]) => ({ name, type, nullable: true, metadata: {} }));
  const metaData = {
    ...newMetadata(),
    schemaString: JSON.stringify({ type: 'struct', fields }),
    partitionColumns: [],
    configuration: vectors ? { 'delta.enableDeletionVectors': 'true' } : {},
  };
  const protocol = vectors ? WITH_VECTORS : PROTOCOL;
  await commit(table, 0, [{ protocol }, { metaData }, ...adds.map((add) => ({ add }))]);
}

/** What a MERGE leaves in a table: changed rows in a new file and hidden in their old ones; or in their old files, which are written anew. */
async function commitChange(table: string, adds: readonly AddFile[], scene: Scene): Promise<void> {
  const touched = adds.flatMap((add, file) => {
    const rows = scene.rowsOf(file);
    return rows.length === 0 ? [] : [{ add, rows, start: file * ROWS_PER_FILE }];
  });
  const removes = touched.map(
    ({ add: { path: name } }): Action => ({ remove: { path: name, dataChange: true } }),
  );
  const fresh: AddFile[] = [];
  if (scene.vectors) {
    const uuid = crypto.randomUUID();
    const vectors = await writeDeletionVectors(
      localStorage,
      table,
      '',
      uuid,
      touched.map(({ rows }) => rows),
    );
    fresh.push(
      ...(touched.map(({ add }, index) => ({ ...add, deletionVector: vectors[index] })) as AddFile[]),
    );
    fresh.push(
      await writeFile(table, 'changed.parquet', rowsSql({ state: "'DONE'" }), 0, ROWS, scene.changed),
    );
  } else {
    const columns = rowsSql({ state: `CASE WHEN ${scene.changed} THEN 'DONE' ELSE ${stateValue()} END` });
    for (const { add, start } of touched)
      fresh.push(await writeFile(table, `new-${add.path}`, columns, start, start + ROWS_PER_FILE));
  }
  await commit(table, 1, [...removes, ...fresh.map((add) => ({ add }))]);
}

function stateValue(): string {
  return COLUMNS.find(([name]) => name === 'state')?.[2] ?? 'NULL';
}

async function commit(table: string, version: number, actions: readonly Action[]): Promise<void> {
  const commitInfo = { timestamp: Date.now(), operation: version === 0 ? 'WRITE' : 'MERGE' };
  await writeCommit(localStorage, table, { version, commitInfo, actions });
}
