/** Gathers how Overwatch last ran in each workspace, from the `pipeline_report` of its database. */

import { Fault } from '../base/fault';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { auditSourceOfReport } from '../overwatch/auditSource';
import { PIPELINE_REPORT } from '../overwatch/catalog';
import type { PipelineRun } from './facts';

/** Whole configurations stand in the last two. */
const COLUMNS = [
  'organization_id',
  'workspace_name',
  'Pipeline_SnapTS',
  'externalizeOptimize',
  'parsedConfig',
  'inputConfig',
];

type Row = Readonly<Record<string, unknown>>;

/** @throws Fault `not-found` where the database has no report. */
export async function gatherPipeline(
  location: string,
  lakehouse: Pick<Lakehouse, 'join' | 'readReport'>,
  signal: AbortSignal,
): Promise<readonly PipelineRun[]> {
  const rows = await lakehouse.readReport(lakehouse.join(location, PIPELINE_REPORT), signal, COLUMNS);
  if (rows !== undefined) return lastRuns(rows);
  throw new Fault('not-found', `${location} holds no ${PIPELINE_REPORT}.`);
}

/** The last run of each workspace, by the workspace's id. */
function lastRuns(rows: readonly Row[]): readonly PipelineRun[] {
  const newest = new Map<string, { readonly ranAt: number; readonly rows: Row[] }>();
  for (const row of rows) {
    const { organization_id: id, Pipeline_SnapTS: ranAt } = row;
    if (id === undefined || id === null || typeof ranAt !== 'number') continue;
    const known = newest.get(String(id));
    if (known === undefined || known.ranAt < ranAt) newest.set(String(id), { ranAt, rows: [row] });
    else if (known.ranAt === ranAt) known.rows.push(row);
  }
  return [...newest]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([organizationId, { ranAt, rows: modules }]) => runOf(organizationId, ranAt, modules));
}

/** Every module writes a row, and one that failed may have left some of it empty. */
function runOf(organizationId: string, ranAt: number, modules: readonly Row[]): PipelineRun {
  const workspace = modules.flatMap(({ workspace_name: name }) =>
    typeof name === 'string' ? [name] : [],
  )[0];
  const flags = modules.flatMap(({ externalizeOptimize: flag }) => (typeof flag === 'boolean' ? [flag] : []));
  const sources = modules.map((row) => auditSourceOfReport(workspace ?? organizationId, row));
  const [first = { workspace: workspace ?? organizationId, kind: 'unknown' as const }] = sources;
  return {
    organizationId,
    workspace,
    ranAt,
    externalizeOptimize: flags[0],
    audit: sources.find(({ kind }) => kind !== 'unknown') ?? first,
  };
}
