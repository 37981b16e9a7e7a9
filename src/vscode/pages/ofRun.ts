/** How pages name the run that left what they show. */

import { formatSecond } from '../../backup/instant';
import type { RunRecord } from '../../backup/report/runs';

/** `job_gold v3, 2026-11-23T03:24:56Z`: a table, and the version and time of the run that left it. */
export function titleOfRun(table: string, version: number, { startedAt }: RunRecord): string {
  const time = startedAt === undefined ? '' : `, ${formatSecond(startedAt)}`;
  return `${table} v${version}${time}`;
}

/** The fact that names the run. */
export function runFact(run: RunRecord | undefined): readonly [string, string] {
  return ['Run', run === undefined ? '' : [run.id, run.process, run.database].filter(Boolean).join(', ')];
}
