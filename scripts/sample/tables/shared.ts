/** Column groups that a silver table and the gold table made from it have in common. */

import { at, below, between, chance, maybe, pick, struct, text, uuid } from '../sql';
import { TAGS } from './parts';

export const TASK_METRICS = struct({
  ExecutorDeserializeTime: below('deserialize', 2_000),
  ExecutorRunTime: 'dur',
  ExecutorCPUTime: 'dur * 900000',
  PeakExecutionMemory: below('peak', 10 ** 9),
  ResultSize: below('result', 100_000),
  JVMGCTime: below('gc', 3_000),
  MemoryBytesSpilled: `CASE WHEN ${chance('spills', 5)} THEN ${below('spilled', 10 ** 9)} ELSE 0 END`,
  InputMetrics: struct({ BytesRead: below('read', 10 ** 8), RecordsRead: below('records', 10 ** 6) }),
  OutputMetrics: struct({
    BytesWritten: below('written', 10 ** 8),
    RecordsWritten: below('records', 10 ** 6),
  }),
  ShuffleReadMetrics: struct({ FetchWaitTime: below('fetch', 900), LocalBytesRead: below('local', 10 ** 7) }),
  UpdatedBlocks: 'NULL::VARCHAR[]',
});

export const SQL_QUERY = {
  warehouse_id: 'warehouse_id',
  query_id: uuid('query'),
  query_start_time_ms: 'ms',
  query_end_time_ms: 'ms + dur',
  user_name: 'user_email',
  user_id: '4000000000 + e',
  executed_as_user_name: 'user_email',
  duration: 'dur',
  error_message: maybe('failed', 4, text('[TABLE_OR_VIEW_NOT_FOUND] `größen`.`表` cannot be found.')),
  query_text: pick('query', [
    'SELECT region, sum(umsatz) FROM verkäufe GROUP BY region',
    "SELECT * FROM events WHERE name = 'O''Brien' -- 確認\nLIMIT 100",
    'MERGE INTO gold.kpi USING staging ON kpi.id = staging.id WHEN MATCHED THEN UPDATE SET *',
    'SHOW TABLES',
  ]),
  rows_produced: below('produced', 10_000),
  statement_type: pick('query', ['SELECT', 'SELECT', 'MERGE', 'SHOW']),
  status: `CASE WHEN ${chance('failed', 4)} THEN 'FAILED' ELSE 'FINISHED' END`,
  compilation_time_ms: below('compile', 900),
  execution_time_ms: 'dur',
  photon_total_time_ms: 'dur * 3',
  read_bytes: below('read', 10 ** 9),
  read_files_count: below('files', 4_000),
  result_from_cache: chance('cached', 30),
  spill_to_disk_bytes: `CASE WHEN ${chance('spills', 5)} THEN ${below('spilled', 10 ** 9)} ELSE 0 END`,
};

export const WAREHOUSE = {
  warehouse_id: 'warehouse_id',
  warehouse_name: 'warehouse_name',
  cluster_size: at('e', ['X-Small', 'Small', 'Medium']),
  min_num_clusters: '1::BIGINT',
  max_num_clusters: between('max', 1, 8),
  auto_stop_mins: between('stop', 10, 60),
  spot_instance_policy: "'COST_OPTIMIZED'",
  enable_photon: 'true',
  channel: struct({ name: "'CHANNEL_NAME_CURRENT'" }),
  tags: TAGS,
  enable_serverless_compute: chance('serverless', 40),
  warehouse_type: pick('type', ['PRO', 'CLASSIC']),
};
