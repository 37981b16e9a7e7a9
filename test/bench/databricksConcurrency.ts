/**
 * A full snapshot of small tables over SQL, eight at a time against one at a time on the same Spark server, and what of the time our own
 * process took. The server has two cores and shares the machine, so it is its waiting that concurrency saves here, not its work.
 */

import path from 'node:path';
import { SAMPLE_DATABASE, writeSample } from '../../scripts/sample/sample';
import { openFolderLakehouse } from '../../src/lakehouse/folder';
import { type SparkServer, startSparkServer } from '../spark/thrift/server';
import { runScript } from './child';
import type { SnapshotTask, SnapshotTold } from './databricksSnapshotChild';
import type { Bench, Figure } from './figure';

const AT_A_TIME = 8;
const ROUNDS = 3;
/** Few rows: what is measured is what a table costs whatever its size. */
const SCALE = 0.02;
const SCHEMA = 'overwatch';

const { signal } = new AbortController();

export const databricksConcurrency: Bench = {
  name: 'databricks-concurrency',
  async run(directory) {
    await writeSample({ directory, scale: SCALE });
    const server = await startSparkServer();
    try {
      const tables = await register(server, path.join(directory, SAMPLE_DATABASE));
      return await measure(server, tables);
    } finally {
      await server.stop();
    }
  },
};

/** Gives the number of tables. */
async function register(server: SparkServer, database: string): Promise<number> {
  const tables = await openFolderLakehouse({ roots: [] }).tables(database, signal);
  await server.sql(`CREATE SCHEMA ${SCHEMA} WITH DBPROPERTIES (OVERWATCHDB = 'TRUE')`);
  for (const { name, location } of tables)
    await server.sql(`CREATE TABLE ${SCHEMA}.${name} USING delta LOCATION '${location}'`);
  return tables.length;
}

async function measure(server: SparkServer, tables: number): Promise<readonly Figure[]> {
  const { host, port, path: httpPath, token, ca, scratchDir } = server;
  const snapshot = async (concurrency: number, root: string) => {
    const task: SnapshotTask = {
      ...{ host, port, path: httpPath, token, ca, concurrency },
      database: { name: SCHEMA, location: `\`spark_catalog\`.\`${SCHEMA}\`` },
      root: path.join(scratchDir, root),
    };
    return await runScript<SnapshotTold>('databricksSnapshotChild.ts', JSON.stringify(task));
  };
  // Java compiles what it runs often: the first snapshot would pay for the others.
  await snapshot(AT_A_TIME, 'first');
  const single: SnapshotTold[] = [];
  const several: SnapshotTold[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    single.push(await snapshot(1, `single${round}`));
    several.push(await snapshot(AT_A_TIME, `several${round}`));
  }
  const [one, eight] = [quickestOf(single), quickestOf(several)];
  const name = (what: string) => `databricks-concurrency: ${what}`;
  return [
    {
      name: name(`${tables} tables (${one.statements} statements), ${AT_A_TIME} / 1 at a time`),
      unit: 'ms',
      ours: eight.ms,
      baseline: one.ms,
      goal: 0.5,
    },
    {
      name: name('while no statement ran / all'),
      unit: 'ms',
      ours: one.idleMs,
      baseline: one.ms,
      goal: 0.05,
    },
    { name: name('our processor time / all'), unit: 'ms', ours: one.cpuMs, baseline: one.ms, goal: 0.05 },
  ];
}

function quickestOf(runs: readonly SnapshotTold[]): SnapshotTold {
  return runs.reduce((best, run) => (run.ms < best.ms ? run : best));
}
