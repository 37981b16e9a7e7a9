/** Writes `pipeline_report` tables: the rows that the modules of Overwatch leave behind. */

import { folderLakehouse } from './folderLakehouse';

/** A run of a module as the report has it; times in epoch ms, `daysAgo` what it has taken over data up to. */
export interface ReportedRun {
  readonly workspace: readonly [id: string, name: string];
  readonly module: readonly [id: number, name: string];
  readonly status: string;
  readonly ranDaysAgo: number;
  readonly reachedDaysAgo: number;
}

const DAY = 86_400_000;

const COLUMNS = [
  { name: 'organization_id', type: 'string' },
  { name: 'workspace_name', type: 'string' },
  { name: 'moduleID', type: 'int' },
  { name: 'moduleName', type: 'string' },
  { name: 'runStartTS', type: 'bigint' },
  { name: 'untilTS', type: 'bigint' },
  { name: 'status', type: 'string' },
  { name: 'inputConfig', type: 'struct<a:string>' },
  { name: 'Pipeline_SnapTS', type: 'timestamp' },
] as const;

/** Appends runs to the report at `table`, which is made if need be. */
export async function reportRuns(table: string, runs: readonly ReportedRun[], now: number): Promise<void> {
  const rows = runs.map(({ workspace, module, status, ranDaysAgo, reachedDaysAgo }) => ({
    organization_id: workspace[0],
    workspace_name: workspace[1],
    moduleID: module[0],
    moduleName: module[1],
    runStartTS: now - ranDaysAgo * DAY,
    untilTS: now - reachedDaysAgo * DAY,
    status,
    inputConfig: { a: 'large' },
    Pipeline_SnapTS: now - ranDaysAgo * DAY,
  }));
  await folderLakehouse().appendReport(table, { columns: COLUMNS, rows }, new AbortController().signal);
}
