/** Takes a full snapshot over SQL, as the first argument says, and prints what it took. The process does nothing else, so its processor time is ours. */

import { planSnapshot } from '../../src/backup/planning/snapshot';
import { runPlan } from '../../src/backup/run/run';
import { newRunId } from '../../src/backup/runId';
import { Fault } from '../../src/base/fault';
import { openDatabricksLakehouse } from '../../src/lakehouse/databricks';
import { openSql } from '../../src/lakehouse/databricks/session';
import type { Sql } from '../../src/lakehouse/databricks/sql';
import { LAYERS } from '../../src/overwatch/catalog';
import { createNetwork } from '../../src/workspace/network';

export interface SnapshotTask {
  readonly host: string;
  readonly port: number;
  /** The HTTP path of the warehouse. */
  readonly path: string;
  readonly token: string;
  /** The certificate to trust, PEM. */
  readonly ca: string;
  readonly database: { readonly name: string; readonly location: string };
  readonly root: string;
  /** Tables at a time. */
  readonly concurrency: number;
}

export interface SnapshotTold {
  readonly ms: number;
  /** Time in which not one statement was under way, ms. */
  readonly idleMs: number;
  /** Processor time of this process, loading the driver included, ms. */
  readonly cpuMs: number;
  readonly statements: number;
}

const { signal } = new AbortController();

async function snapshot(task: SnapshotTask): Promise<SnapshotTold> {
  const { host, port, path, token, ca, database, root, concurrency } = task;
  const connection = {
    host: `${host}:${port}`,
    path,
    tokens: { token: async () => token },
    network: createNetwork({ certificates: [ca] }, {}),
  };
  const begun = { at: performance.now(), cpu: process.cpuUsage() };
  const { sql, told } = timed(openSql(connection, { sessions: concurrency }));
  const lakehouse = openDatabricksLakehouse({ label: 'spark', sql, catalogs: [], roots: [] });
  const now = Date.now;
  const options = { now, concurrency, signal };
  const choice = { type: 'full', layers: LAYERS, exclude: [], include: [], checksum: false } as const;
  const parameters = { ...choice, database, root };
  const plan = await planSnapshot(parameters, lakehouse, { ...options, runId: newRunId(now()) });
  const { status, outcomes } = await runPlan(plan, lakehouse, { ...options, onEvent: () => undefined });
  await sql.close();
  if (status !== 'done') {
    const failed = [...outcomes].flatMap(([table, end]) =>
      end.status === 'failed' ? [`${table}: ${end.error.message}`] : [],
    );
    throw new Fault('internal', `The snapshot that was measured ended as ${status}. ${failed.join(' ')}`);
  }
  const ms = performance.now() - begun.at;
  const { user, system } = process.cpuUsage(begun.cpu);
  const { busyMs, statements } = told();
  return { ms, idleMs: ms - busyMs, cpuMs: (user + system) / 1000, statements };
}

/** Notes how long at least one statement was under way. */
function timed(sql: Sql): { sql: Sql; told(): { busyMs: number; statements: number } } {
  let [busyMs, since, running, statements] = [0, 0, 0, 0];
  return {
    sql: {
      ...sql,
      async run(statement, given) {
        statements += 1;
        if (running === 0) since = performance.now();
        running += 1;
        try {
          return await sql.run(statement, given);
        } finally {
          running -= 1;
          if (running === 0) busyMs += performance.now() - since;
        }
      },
    },
    told: () => ({ busyMs, statements }),
  };
}

snapshot(JSON.parse(process.argv[2] ?? '{}') as SnapshotTask).then((told) =>
  console.log(JSON.stringify(told)),
);
