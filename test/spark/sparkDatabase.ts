/** An Overwatch database that Spark writes: few of its tables, but each with features of its own, and what happens to them from run to run. */

import path from 'node:path';
import type { Spark } from './spark';
import { tableAt } from './sql';

interface SparkTable {
  readonly name: string;
  readonly columns: string;
  readonly partitionBy: string;
  readonly properties: string;
  /** A statement that adds rows of a round; `{t}` stands for the table. */
  readonly insert: (round: number) => string;
  /** What else happens in a round, after rows were added. */
  readonly change: (round: number) => readonly string[];
}

/** Rows `round * 10` and three more. */
const ids = (round: number) => `range(${round * 10}, ${round * 10 + 4}, 1, 1)`;

export const SPARK_TABLES: readonly SparkTable[] = [
  {
    name: 'pipeline_report',
    columns: 'organization_id STRING, moduleId INT, Overwatch_RunID STRING, Pipeline_SnapTS TIMESTAMP',
    partitionBy: 'organization_id',
    properties: "'delta.enableChangeDataFeed' = 'true'",
    insert: (round) =>
      `INSERT INTO {t} SELECT 'o 1', 1000 + id, 'run ${round}', TIMESTAMP_MICROS(1700000000123456 + id) FROM ${ids(round)}`,
    change: () => [],
  },
  {
    name: 'audit_log_bronze',
    columns: `organization_id STRING, date DATE, timestamp BIGINT, serviceName STRING, actionName STRING, requestId STRING, hashKey INT,
      response STRUCT<statusCode: INT, errorMessage: STRING>, requestParams MAP<STRING, STRING>`,
    partitionBy: 'organization_id, date',
    properties: "'delta.enableDeletionVectors' = 'true'",
    insert: (
      round,
    ) => `INSERT INTO {t} SELECT concat('o/é ', id % 2), date_add(DATE'2026-01-01', ${round}), 1700000000000 + id, 'jobs', 'runNow',
      concat('r', id), hash(id), named_struct('statusCode', 200, 'errorMessage', CAST(NULL AS STRING)), map('jobId', string(id)) FROM ${ids(round)}`,
    change: (round) => [
      `UPDATE {t} SET response = named_struct('statusCode', 500 + ${round}, 'errorMessage', 'it''s') WHERE timestamp % 10 = 1`,
      `DELETE FROM {t} WHERE requestId = 'r${(round - 1) * 10}'`,
    ],
  },
  {
    name: 'spark_events_bronze',
    columns:
      'organization_id STRING, Event STRING, fileCreateDate DATE, fileCreateEpochMS BIGINT, filenameGroup STRUCT<filename: STRING, size: DECIMAL(20,3)>',
    partitionBy: 'organization_id, Event, fileCreateDate',
    properties: "'delta.enableRowTracking' = 'true'",
    insert: (
      round,
    ) => `INSERT INTO {t} (organization_id, Event, fileCreateDate, fileCreateEpochMS, filenameGroup)
      SELECT 'o', concat('org.apache=', id % 2), DATE'2026-02-01', id, named_struct('filename', concat('f', id), 'size', CAST(id AS DECIMAL(20,3)) / 7) FROM ${ids(round)}`,
    change: (round) => [
      'OPTIMIZE {t}',
      ...(round === 2
        ? [
            'ALTER TABLE {t} ADD COLUMNS (tags ARRAY<STRING>)',
            "UPDATE {t} SET tags = array('new') WHERE fileCreateEpochMS = 20",
          ]
        : []),
    ],
  },
  {
    name: 'jobrun_silver',
    columns:
      'organization_id STRING, `__overwatch_ctrl_noise` INT, runId BIGINT, startEpochMS BIGINT, state STRING, cost DOUBLE',
    partitionBy: 'organization_id',
    properties:
      "'delta.columnMapping.mode' = 'name', 'delta.enableDeletionVectors' = 'true', 'delta.enableChangeDataFeed' = 'true'",
    insert: (round) =>
      `INSERT INTO {t} SELECT 'o', CAST(id % 3 AS INT), id, 1700000000000 + id, 'RUNNING', id / 3.0D FROM ${ids(round)}`,
    change: (round) => [
      `MERGE INTO {t} t USING (SELECT id * 2 AS id FROM ${ids(round)}) s ON t.runId = s.id
         WHEN MATCHED THEN UPDATE SET state = 'DONE ${round}'
         WHEN NOT MATCHED THEN INSERT (organization_id, runId, startEpochMS, state) VALUES ('late', s.id, 1700000000000 + s.id, 'LATE')`,
    ],
  },
];

export interface SparkDatabase {
  /** The folder in which its tables lie. */
  readonly location: string;
  readonly names: readonly string[];
  table(name: string): string;
  /** Lets a round of Overwatch's jobs happen. */
  nextRound(): Promise<void>;
}

/** Has Spark make the database, with the rows of a first round. @param location its folder */
export async function createSparkDatabase(spark: Spark, location: string): Promise<SparkDatabase> {
  const table = (name: string) => path.join(location, name);
  const all = async (name: string, statements: readonly string[]) => {
    for (const statement of statements) await spark.sql(statement.replaceAll('{t}', tableAt(table(name))));
  };
  for (const { name, columns, partitionBy, properties, insert } of SPARK_TABLES) {
    await all(name, [
      `CREATE TABLE {t} (${columns}) USING delta PARTITIONED BY (${partitionBy}) TBLPROPERTIES ('delta.logRetentionDuration' = 'interval 1 day', ${properties})`,
      insert(0),
    ]);
  }
  let round = 0;
  return {
    location,
    names: SPARK_TABLES.map(({ name }) => name),
    table,
    nextRound: async () => {
      round += 1;
      for (const { name, insert, change } of SPARK_TABLES) await all(name, [insert(round), ...change(round)]);
    },
  };
}
