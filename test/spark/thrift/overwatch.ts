/** An Overwatch database that Spark itself writes. */

import type { SparkServer } from './server';

/** Tables in the shapes of Overwatch's, each with several versions. `rows` is the number of rows of a version. */
export async function createOverwatch(server: SparkServer, schema: string): Promise<void> {
  const table = (name: string) => `spark_catalog.${schema}.${name}`;
  await server.sql(`CREATE SCHEMA spark_catalog.${schema} WITH DBPROPERTIES (OVERWATCHDB = 'TRUE')`);
  await server.sql(
    `CREATE TABLE ${table('pipeline_report')} (
      organization_id STRING COMMENT 'the workspace', moduleID INT, Pipeline_SnapTS TIMESTAMP,
      runDetail STRUCT<status: STRING, counts: ARRAY<BIGINT>>
    ) USING delta PARTITIONED BY (organization_id) COMMENT 'it\\'s the pipeline\\'s'
    TBLPROPERTIES ('delta.dataSkippingNumIndexedCols' = '8', 'overwatch.quoted' = 'a "b" c')`,
  );
  await server.sql(
    `CREATE TABLE ${table('cluster_gold')} (organization_id STRING, cluster_id STRING, cluster_name STRING)
     USING delta PARTITIONED BY (organization_id)`,
  );
  await server.sql(
    `CREATE TABLE ${table('audit_log_bronze')} (organization_id STRING, requestId STRING, response MAP<STRING, STRING>) USING delta`,
  );
  for (const module of [1010, 2010]) await appendPipelineReport(server, table('pipeline_report'), module);
  await server.sql(
    `INSERT INTO ${table('cluster_gold')} SELECT '123', concat('c', id), 'a cluster' FROM range(20)`,
  );
  await server.sql(
    `INSERT INTO ${table('audit_log_bronze')} SELECT '123', concat('r', id), map('statusCode', '200') FROM range(50)`,
  );
}

/** One commit of four rows. */
export async function appendPipelineReport(
  server: SparkServer,
  table: string,
  module: number,
): Promise<void> {
  await server.sql(
    `INSERT INTO ${table} SELECT '123', ${module} + CAST(id AS INT), TIMESTAMP '2026-11-23 03:24:56.789',
      named_struct('status', 'it said "ok"', 'counts', array(id, 2 * id)) FROM range(4)`,
  );
}
