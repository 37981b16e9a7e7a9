/** The tables that belong to no layer: the state of every module run, the API calls of a run, and one table that is not Overwatch's. */

import { JOB_NAMES, runTime } from '../rows';
import { at, below, between, int, map, maybe, pick, same, struct, text, timestamp, uuid } from '../sql';
import { type SampleTable, STAMP } from './parts';

/** Module ids and names: 1xxx bronze, 2xxx silver, 3xxx gold. */
export const MODULES = [
  [1001, 'Bronze_Jobs_Snapshot'],
  [1002, 'Bronze_Clusters_Snapshot'],
  [1003, 'Bronze_Pools_Snapshot'],
  [1004, 'Bronze_AuditLogs'],
  [1005, 'Bronze_ClusterEventLogs'],
  [1006, 'Bronze_SparkEventLogs'],
  [1007, 'Bronze_Libraries_Snapshot'],
  [1008, 'Bronze_Policies_Snapshot'],
  [1009, 'Bronze_Instance_Profile_Snapshot'],
  [1010, 'Bronze_Token_Snapshot'],
  [1011, 'Bronze_Global_Init_Scripts_Snapshot'],
  [1012, 'Bronze_Job_Runs_Snapshot'],
  [1013, 'Bronze_Warehouses_Snapshot'],
  [2003, 'Silver_SPARK_Executors'],
  [2005, 'Silver_SPARK_Executions'],
  [2006, 'Silver_SPARK_Jobs'],
  [2007, 'Silver_SPARK_Stages'],
  [2008, 'Silver_SPARK_Tasks'],
  [2009, 'Silver_PoolsSpec'],
  [2010, 'Silver_JobsStatus'],
  [2011, 'Silver_JobsRuns'],
  [2014, 'Silver_ClusterSpec'],
  [2016, 'Silver_AccountLogins'],
  [2017, 'Silver_ModifiedAccounts'],
  [2018, 'Silver_Notebooks'],
  [2019, 'Silver_ClusterStateDetail'],
  [2020, 'Silver_SQLQueryHistory'],
  [2021, 'Silver_WarehouseSpec'],
  [2022, 'Silver_WarehouseStateDetail'],
  [3001, 'Gold_Cluster'],
  [3002, 'Gold_Job'],
  [3003, 'Gold_JobRun'],
  [3004, 'Gold_Notebook'],
  [3005, 'Gold_ClusterStateFact'],
  [3007, 'Gold_AccountMod'],
  [3008, 'Gold_AccountLogin'],
  [3009, 'Gold_Pools'],
  [3010, 'Gold_SparkJob'],
  [3011, 'Gold_SparkStage'],
  [3012, 'Gold_SparkTask'],
  [3013, 'Gold_SparkExecution'],
  [3014, 'Gold_SparkExecutor'],
  [3015, 'Gold_jobRunCostPotentialFact'],
  [3016, 'Gold_SparkStream'],
  [3017, 'Gold_Sql_QueryHistory'],
  [3018, 'Gold_Warehouse'],
  [3019, 'Gold_NotebookCommands'],
  [3020, 'Gold_WarehouseStateFact'],
] as const;

/** The modules that read the Spark event logs, directly or through others. */
const SPARK_MODULES = '2003, 2005, 2006, 2007, 2008, 3010, 3011, 3012, 3013, 3014, 3016';

const moduleId = (index: string) => `[${MODULES.map(([id]) => id).join(', ')}][1 + ${index}]::INTEGER`;
const MODULE_ID = moduleId('k // 2');
const MODULE_NAME = at(
  'k // 2',
  MODULES.map(([, name]) => name),
);

/** From 10 March 2025 on the second workspace cannot read its Spark event logs, so what depends on them gets nothing new. */
const BROKEN = `e % 2 = 1 AND run_ms >= ${runTime(9)}`;
const ROLLED_BACK = text(
  'FAILED --> ROLLED BACK: Bronze_SparkEventLogs\nERROR:\norg.apache.spark.SparkException: Job aborted. Caused by: ' +
    'java.nio.file.AccessDeniedException: dbfs:/cluster-logs/größer-9: 403 Forbidden',
);
const NOTHING_NEW = `'EMPTY: ' || ${MODULE_ID} || '-' || ${MODULE_NAME} || ' Module: SKIPPING. No new data; modules that depend on it will not progress.'`;
const STATUS = `CASE
  WHEN ${BROKEN} AND ${MODULE_ID} = 1006 THEN ${ROLLED_BACK}
  WHEN ${BROKEN} AND ${MODULE_ID} IN (${SPARK_MODULES}) THEN ${NOTHING_NEW}
  WHEN run_ms = ${runTime(0)} AND ${below('status', 100)} < 10 THEN 'Initialized'
  WHEN ${below('status', 100)} < 4 THEN ${NOTHING_NEW}
  ELSE 'SUCCESS' END`;

const START = `run_ms + (k // 2) * 45000`;

const CONFIG = {
  auditLogConfig: struct({
    rawAuditPath: `'abfss://audit@example.dfs.core.windows.net/' || organization_id`,
    auditLogFormat: "'json'",
  }),
  overwatchScope:
    "['audit', 'clusters', 'clusterEvents', 'pools', 'jobs', 'accounts', 'notebooks', 'dbsql', 'sparkEvents']",
  primordialDateString: "'2024-12-30'",
  maxDaysToLoad: int('30'),
};

export const REPORT_TABLES: readonly SampleTable[] = [
  {
    name: 'pipeline_report',
    kind: 'reference',
    rows: 2 * MODULES.length,
    runs: 12,
    columns: {
      ...same('organization_id', 'workspace_name'),
      moduleID: MODULE_ID,
      moduleName: MODULE_NAME,
      primordialDateString: "'2024-12-30'",
      runStartTS: START,
      runEndTS: `${START} + ${between('seconds', 4, 40)} * 1000`,
      fromTS: `run_ms - ${7 * 86_400_000}`,
      untilTS: 'run_ms',
      status: STATUS,
      writeOpsMetrics: maybe(
        'metrics',
        95,
        map({
          numFiles: `${between('files', 1, 40)}::VARCHAR`,
          numOutputRows: `${between('written', 0, 2_000_000)}::VARCHAR`,
          numOutputBytes: `${between('bytes', 10_000, 900_000_000)}::VARCHAR`,
        }),
      ),
      lastOptimizedTS: 'run_ms - 86400000',
      vacuumRetentionHours: int('168'),
      inputConfig: struct({
        ...CONFIG,
        dataTarget: struct({ databaseName: "'overwatch_etl'", consumerDatabaseName: "'overwatch'" }),
      }),
      parsedConfig: struct({
        ...CONFIG,
        etlDatabaseName: "'overwatch_etl'",
        consumerDatabaseName: "'overwatch'",
        isAutomated: 'true',
      }),
      externalizeOptimize: 'e % 2 = 0',
      ...same('Pipeline_SnapTS', 'Overwatch_RunID'),
    },
  },
  {
    name: 'apiEventDetails',
    kind: 'events',
    rows: 300,
    runs: 5,
    columns: {
      ...STAMP,
      endPoint: pick('endpoint', ['clusters/events', 'jobs/runs/list', 'sql/history/queries']),
      type: "'GET'",
      apiVersion: pick('version', ['2.0', '2.1']),
      moduleID: moduleId(`k % ${MODULES.length}`),
      responseCode: int(`CASE WHEN ${below('code', 50)} = 0 THEN 429 ELSE 200 END`),
      durationMS: between('duration', 20, 9_000),
      inputParams: map({ limit: "'500'", cluster_id: 'cluster_id' }),
      timestamp: timestamp('ms'),
    },
  },
];

/** A table that a team keeps beside Overwatch's own, and that no catalog knows. */
export const TEAM_NOTES: SampleTable = {
  name: 'my_team_notes',
  kind: 'reference',
  rows: 40,
  runs: 3,
  columns: {
    note_id: 'i',
    note_uuid: uuid('note'),
    job_id: 'job_id',
    note: pick('note', [
      'Kosten zu hoch – prüfen',
      '要確認',
      'owner left; “ask finance”',
      'ça marche 👍',
      '',
    ]),
    monthly_budget: maybe('budget', 80, `(${below('budget', 9_000_000)} / 100.0)::DECIMAL(12, 2)`),
    exact_share: `(${below('share', 1_000_000_000)} / 3.0)::DECIMAL(38, 18)`,
    tags: maybe('tags', 50, `[${pick('tag', ['cost', 'qualité'])}, NULL, ${text(JOB_NAMES[0])}]`),
    author: 'user_email',
    written_on: 'day',
    written_at: timestamp('run_ms + i * 1000'),
  },
};
