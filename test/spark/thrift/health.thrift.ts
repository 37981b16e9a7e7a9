/** The health of Overwatch over SQL, and that the alert on modules counts the same ones on a real Spark. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readHealth } from '../../../src/backup/health/readHealth';
import { optionsOfDays } from '../../../src/backup/health/verdict';
import { alertStatement } from '../../../src/generate/alert';
import type { Sql } from '../../../src/lakehouse/databricks/sql';
import { lakehouseOn, sqlOn } from './lakehouseOn';
import type { SparkServer } from './server';

const { signal } = new AbortController();
const STALE_DAYS = 2;
const DATABASE = 'spark_catalog.overwatch_health';

/** Module, status, days ago that it ran, days ago up to when it had taken over data. */
const RUNS: readonly (readonly [number, string, number, number])[] = [
  [1004, 'SUCCESS', 0.1, 0.1],
  [1006, 'SUCCESS', 5, 5],
  [1006, 'FAILED --> ROLLED BACK\nERROR:\nit said "403" and \\ went', 0.1, 0.1],
  [2006, 'SUCCESS', 5, 5],
  [2006, 'EMPTY: 2006-Silver_SPARK_Jobs Module: SKIPPING', 0.1, 5],
  [2010, 'Initialized', 0.1, 0.1],
];

/** @param started gives the server, which has no such database yet */
export function healthOverSql(started: () => SparkServer): void {
  describe('health over SQL', () => {
    let server: SparkServer;
    let sql: Sql;

    before(async () => {
      server = started();
      sql = sqlOn(server);
      await server.sql(`CREATE SCHEMA ${DATABASE}`);
      await server.sql(
        `CREATE TABLE ${DATABASE}.pipeline_report (
          organization_id STRING, workspace_name STRING, moduleID INT, moduleName STRING, runStartTS BIGINT, untilTS BIGINT,
          status STRING, inputConfig STRUCT<auditLogConfig: STRUCT<path: STRING>, scopes: ARRAY<STRING>>, Pipeline_SnapTS TIMESTAMP
        ) USING delta PARTITIONED BY (organization_id)`,
      );
      const now = Date.now();
      const ms = (daysAgo: number) => Math.round(now - daysAgo * 86_400_000);
      const rows = RUNS.map(([module, status, ran, reached]) => {
        const text = status.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
        return `('1', 'prod', ${module}, 'Module_${module}', ${ms(ran)}, ${ms(reached)}, '${text}', NULL, timestamp_millis(${ms(ran)}))`;
      });
      await server.sql(`INSERT INTO ${DATABASE}.pipeline_report VALUES ${rows.join(', ')}`);
    });
    after(() => sql?.close());

    it('tells of each module, and the alert counts those that failed or are stale', async () => {
      const location = '`spark_catalog`.`overwatch_health`';
      const options = { ...optionsOfDays(STALE_DAYS, Date.now()), signal };
      const { modules, counts, gaps } = await readHealth(location, lakehouseOn(sql), options);
      assert.deepEqual(
        modules.map(({ moduleId, verdict }) => [moduleId, verdict]),
        [
          [1006, 'failed'],
          [2006, 'stale'],
          [2010, 'stale'],
          [1004, 'healthy'],
        ],
      );
      assert.deepEqual(gaps, []);
      assert.equal(modules[0]?.lastFailure?.error, 'ROLLED BACK\nERROR:\nit said "403" and \\ went');
      const alert = alertStatement({ kind: 'modules', database: DATABASE, staleDays: STALE_DAYS });
      const [row] = await server.sql(alert);
      assert.equal(Number(row?.problems), counts.failed + counts.stale);
      assert.match(String(row?.details), /^1 1006 Module_1006: FAILED --> ROLLED BACK/);
    });
  });
}
