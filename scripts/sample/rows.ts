/** The rows under every table of the sample: who did something, where and when. The tables' columns are expressions over them. */

import { at, below, date, int, text, timestamp } from './sql';

const DAY = 86_400_000;

/** The pipeline runs on twelve Mondays at 01:00 UTC, from 6 January 2025 on. */
export const WEEKS = 12;

/** When the pipeline runs in a week (from 0), epoch ms. */
export function runTime(week: number): number {
  return Date.UTC(2025, 0, 6, 1) + week * 7 * DAY;
}

/** The workspaces that share the tables. */
export const WORKSPACES = [
  { id: '2222170229861029', name: 'prod-eu-west' },
  { id: '5206439413157315', name: 'Entwicklung Zürich' },
] as const;

const USERS = ['ana.souza', 'bjorn.larsson', 'chloe.martin', 'daiki.tanaka', 'ewa.nowak', 'svc-etl'] as const;
export const JOB_NAMES = [
  'Ingest events',
  'Préparation des données',
  'KYC-Prüfung (täglich)',
  '売上集計 / daily sales',
  'Retrain churn model 🚀',
  'VACUUM & OPTIMIZE',
] as const;

/**
 * What a table's rows stand for. `events` happen on the three days before a run, to one of 24 entities (a cluster with its job, notebook,
 * warehouse and pool). `entities` are a listing: one row each, taken at the run. `reference` is a listing that does not grow with the scale.
 */
export type RowKind = 'events' | 'entities' | 'reference';

/** Rows `first` to `first + count - 1` of a table, as they come into being in a week's run. */
export interface RowRange {
  readonly kind: RowKind;
  readonly week: number;
  readonly first: number;
  readonly count: number;
}

/** The id (an expression) of a week's run in a workspace, which is given by its index (an expression) in {@link WORKSPACES}. */
export function runId(week: number, workspace: string): string {
  return `md5('run ${week} ' || ${workspace})`;
}

/**
 * A SELECT of the rows with the columns that the tables build on: `i` row number, `k` row number within the run, `e` entity, `ms` start and
 * `dur` duration of what happened, `run_ms` the run (all in ms), and ids and names that belong to the entity.
 */
export function rowsOf({ kind, week, first, count }: RowRange): string {
  const run = runTime(week);
  const midnight = run - (run % DAY);
  const step = Math.max(1, Math.floor(DAY / Math.ceil(count / 3)));
  const event = `${midnight} - (3 - k % 3) * ${DAY} + (k // 3) * ${step} + ${below('ms', step)}`;
  return `
    SELECT *,
      ${at(
        'e',
        WORKSPACES.map((workspace) => workspace.id),
      )} AS organization_id,
      ${at(
        'e',
        WORKSPACES.map((workspace) => workspace.name),
      )} AS workspace_name,
      format('{:04d}-{:06d}-{}', 106 + e % 900, 83000 + e, left(md5('cluster' || e), 8)) AS cluster_id,
      ${text('etl-')} || ${at('e', ['bronze', 'silver', 'gold', 'adhoc', 'größer'])} || '-' || e AS cluster_name,
      (8000000000000 + e * 7919)::VARCHAR AS spark_context_id,
      620000000 + e * 1013 AS job_id,
      ${at('e', JOB_NAMES)} AS job_name,
      (41000000000 + e * 977)::VARCHAR AS notebook_id,
      '/Repos/' || ${at('e', USERS)} || '/pipelines/' || ${at('e // 2', ['ingest', 'été 2025', 'レポート', 'train_model'])} AS notebook_path,
      left(md5('warehouse' || e), 16) AS warehouse_id,
      ${at('e', ['Starter', 'BI für alle', 'Dashboards', 'Ad hoc'])} || ' ' || e AS warehouse_name,
      format('{:04d}-{:06d}-pool-{}', 106 + e % 900, 91000 + e, left(md5('pool' || e), 8)) AS instance_pool_id,
      ${at('e', USERS)} || '@example.com' AS user_email,
      ${date('ms')} AS day,
      ${runId(week, `e % ${WORKSPACES.length}`)} AS "Overwatch_RunID",
      ${timestamp('run_ms')} AS "Pipeline_SnapTS",
      ${int(below('noise', 2))} AS __overwatch_ctrl_noise
    FROM (
      SELECT i, i - ${first} AS k, ${run}::BIGINT AS run_ms,
        ${kind === 'events' ? below('entity', 24) : 'k'} AS e,
        ${kind === 'events' ? event : 'run_ms'} AS ms,
        200 + ${below('duration', 900_000)} * ${below('long', 100)} // 100 AS dur
      FROM range(${first}, ${first + count}) AS numbers(i)
    )`;
}
