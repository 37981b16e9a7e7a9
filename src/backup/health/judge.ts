/**
 * Judges from `pipeline_report` whether the modules of Overwatch come forward. A module that fails does not fail its job, and those that
 * build on it stop in silence, so that nobody sees it who does not ask. Pure.
 */

import { formatCount } from '../../base/format';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { dependenciesOf } from '../../overwatch/modules';
import type { Hindrance, ModuleHealth, PipelineHealth, StoppedWorkspace } from './health';
import { gatherRuns, type ModuleRuns, type ReportColumn, type ReportRecord } from './moduleRuns';
import { type HealthOptions, VERDICTS, verdictOf } from './verdict';

/** @param records the rows of `pipeline_report` as plain JSON values (timestamps as epoch ms), in any order. */
export function pipelineHealth(records: readonly ReportRecord[], options: HealthOptions): PipelineHealth {
  const { modules: gathered, nameless } = gatherRuns(records);
  const judged = new Map(
    gathered.map((runs) => [keyOf(runs.organizationId, runs.moduleId), judge(runs, options)]),
  );
  const stopped = stoppedWorkspaces([...judged.values()], options.staleBefore);
  const still = new Set(stopped.map(({ organizationId }) => organizationId));
  const modules = [...judged.values()]
    .map((module) => {
      const all = hindrances(module, judged);
      // Where nothing runs, no module waits for another that is merely as old.
      const waitsFor = still.has(module.organizationId) ? all.filter(({ why }) => why === 'failed') : all;
      return { ...module, waitsFor };
    })
    .sort(worstFirst);
  const gaps = gapsOf(records, nameless);
  const counts = { failed: 0, stale: 0, unknown: 0, healthy: 0 };
  for (const { verdict } of modules) counts[verdict] += 1;
  const worst = VERDICTS.find((verdict) => counts[verdict] > 0) ?? 'unknown';
  return {
    verdict: worst === 'healthy' && gaps.length > 0 ? 'unknown' : worst,
    counts,
    gaps,
    stopped,
    modules,
  };
}

type Judged = Omit<ModuleHealth, 'waitsFor'>;

function judge(runs: ModuleRuns, options: HealthOptions): Judged {
  const { organizationId, moduleId, last, lastFailure, reachedAt } = runs;
  return {
    organizationId,
    workspace: last.workspace,
    moduleId,
    moduleName: last.moduleName,
    ...verdictOf(runs, options),
    state: last.state,
    status: last.status,
    lastRunAt: last.ranAt,
    reachedAt,
    lastFailure: lastFailure && { at: lastFailure.ranAt, error: errorOf(lastFailure.status ?? '') },
  };
}

/** What stands behind `FAILED -->`: what became of the rows that were written, and the error. */
function errorOf(status: string): string {
  return status.replace(/^FAILED\s*(?:-->)?\s*/, '').trim();
}

function hindrances(module: Judged, judged: ReadonlyMap<string, Judged>): Hindrance[] {
  return dependenciesOf(module.moduleId).flatMap((moduleId): Hindrance[] => {
    const other = judged.get(keyOf(module.organizationId, moduleId));
    if (other === undefined) {
      // A scope that is switched off has no rows, and what builds on it may come forward all the same.
      return module.verdict === 'stale' ? [{ moduleId, moduleName: undefined, why: 'never ran' }] : [];
    }
    const { verdict, moduleName } = other;
    return verdict === 'failed' || verdict === 'stale' ? [{ moduleId, moduleName, why: verdict }] : [];
  });
}

/** By their ids. Where no run says when it was, nobody can tell. */
function stoppedWorkspaces(modules: readonly Judged[], staleBefore: number): StoppedWorkspace[] {
  const latest = new Map<string, StoppedWorkspace>();
  for (const { organizationId, workspace, lastRunAt } of modules) {
    if (lastRunAt !== undefined && lastRunAt >= (latest.get(organizationId)?.lastRunAt ?? lastRunAt))
      latest.set(organizationId, { organizationId, workspace, lastRunAt });
  }
  return [...latest.values()]
    .filter(({ lastRunAt }) => lastRunAt < staleBefore)
    .sort((one, other) => (one.organizationId < other.organizationId ? -1 : 1));
}

/** Columns without which there is no verdict. */
const NEEDED: readonly ReportColumn[] = [
  'organization_id',
  'moduleID',
  'status',
  'untilTS',
  'Pipeline_SnapTS',
];

function gapsOf(records: readonly ReportRecord[], nameless: number): string[] {
  if (records.length === 0) return [`${PIPELINE_REPORT} is empty, so no module has run yet.`];
  const missing = NEEDED.filter((column) => records.every((record) => (record[column] ?? null) === null));
  if (missing.length > 0) return [`${PIPELINE_REPORT} has no values in ${missing.join(', ')}.`];
  if (nameless === 0) return [];
  return [
    `${formatCount(nameless, 'row')} of ${PIPELINE_REPORT} without organization_id or moduleID cannot be told apart.`,
  ];
}

function keyOf(organizationId: string, moduleId: number): string {
  return `${organizationId}\n${moduleId}`;
}

function worstFirst(one: ModuleHealth, other: ModuleHealth): number {
  if (one.verdict !== other.verdict) return VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict);
  if (one.organizationId !== other.organizationId) return one.organizationId < other.organizationId ? -1 : 1;
  return one.moduleId - other.moduleId;
}
