/**
 * Gathers the facts that the checks of readiness look at, from the lakehouse and the workspace. A source that fails is a fact that is not
 * seen, and never keeps back the others.
 */

import { configFormat } from '../backup/migration/config';
import { asFault, type FaultData } from '../base/fault';
import { overwatchJobsAmong } from '../jobs/overwatchJobs';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { type AuditSource, auditSourcesOfConfig, csvTable } from '../overwatch/auditSource';
import { groupOf } from '../overwatch/catalog';
import { listAlerts } from '../workspace/alerts';
import { listClusterPolicies } from '../workspace/clusterPolicies';
import { listClusters } from '../workspace/clusters';
import { listJobs, type WorkspaceJob } from '../workspace/jobs';
import type { Rest } from '../workspace/rest';
import { cloudOf } from './cloud';
import type { Fact, Facts } from './facts';
import { type BackupSources, gatherBackups } from './gatherBackups';
import { gatherPipeline } from './gatherPipeline';

export interface ReadinessSources extends BackupSources {
  /** Where the deployment config lies; absent where none is known. */
  readonly config?: string;
  /** Absent for a lakehouse of folders. */
  readonly workspace?: WorkspaceAccess;
}

export interface WorkspaceAccess {
  readonly rest: Rest;
  /** Id of the SQL warehouse. */
  readonly warehouse: string;
}

export interface GatherOptions {
  /** Epoch ms. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** Told of each source that has been looked at, and of how many there are. Must not throw. */
  readonly onLooked?: (source: string, sources: number) => void;
}

const NO_WORKSPACE: FaultData = {
  code: 'usage',
  message: 'Folders belong to no workspace that could be asked.',
  advice: "Look through the workspace's SQL warehouse: databricks://… in the place of the folder.",
};

/**
 * All sources are asked at a time. Each asks one thing after the other, but for last runs and reports, of which it asks a few at a time.
 *
 * @throws the signal's reason when aborted, and nothing else.
 */
export async function gatherFacts(
  sources: ReadinessSources,
  { now, signal, onLooked }: GatherOptions,
): Promise<Facts> {
  const { lakehouse, database, config, workspace } = sources;
  let expected = 0;
  const look = async <T>(source: string, work: () => Promise<T>): Promise<Fact<T>> => {
    expected += 1;
    const fact = await factOf(work);
    onLooked?.(source, expected);
    return fact;
  };
  const ask = <T>(source: string, work: (rest: Rest) => Promise<T>): Promise<Fact<T>> =>
    workspace === undefined
      ? Promise.resolve({ kind: 'unseen', why: NO_WORKSPACE })
      : look(source, () => work(workspace.rest));

  const [clusters, policies, { jobs, runs }, alerts, bronze, pipeline, sourcesOfConfig, backups] =
    await Promise.all([
      ask('clusters', (rest) => listClusters(rest, signal)),
      ask('cluster policies', (rest) => listClusterPolicies(rest, signal)),
      ask('jobs', (rest) => allJobs(rest, signal)).then(async (jobs) => ({
        jobs,
        runs:
          jobs.kind === 'unseen'
            ? jobs
            : await ask('runs', (rest) => overwatchJobsAmong(jobs.value, rest, signal)),
      })),
      ask('alerts', (rest) => listAlerts(rest, signal)),
      look('tables', () => bronzeTables(database.location, lakehouse, signal)),
      look('pipeline_report', () => gatherPipeline(database.location, lakehouse, signal)),
      config === undefined
        ? undefined
        : look('config', () => readConfig(config, database, lakehouse, signal)),
      look('backups', () => gatherBackups(sources, now, signal)),
    ]);
  signal.throwIfAborted();
  const cloud = workspace === undefined ? undefined : cloudOf(workspace.rest.tokens.host);
  return {
    now,
    database,
    ...(cloud === undefined ? {} : { cloud }),
    ...(workspace === undefined ? {} : { warehouse: workspace.warehouse }),
    clusters,
    policies,
    jobs,
    overwatchJobs: runs,
    alerts,
    bronze,
    pipeline,
    ...(sourcesOfConfig === undefined ? {} : { config: sourcesOfConfig }),
    backups,
  };
}

async function factOf<T>(work: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { kind: 'seen', value: await work() };
  } catch (error) {
    return { kind: 'unseen', why: asFault(error).toData() };
  }
}

async function allJobs(rest: Rest, signal: AbortSignal): Promise<readonly WorkspaceJob[]> {
  const found: WorkspaceJob[] = [];
  for await (const page of listJobs(rest, signal)) found.push(...page);
  return found;
}

async function bronzeTables(
  location: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const tables = await lakehouse.tables(location, signal);
  return tables.map(({ name }) => name).filter((name) => groupOf(name) === 'bronze');
}

async function readConfig(
  config: string,
  database: Facts['database'],
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<readonly AuditSource[]> {
  if ((await configFormat(config, lakehouse, signal)) === 'csv') {
    const { columns, rows } = csvTable(await lakehouse.readFile(config, signal));
    return auditSourcesOfConfig(columns, rows, database);
  }
  const { columns } = await lakehouse.detail(config, 'latest', signal);
  const rows = (await lakehouse.readReport(config, signal)) ?? [];
  return auditSourcesOfConfig(
    columns.map(({ name }) => name),
    rows,
    database,
  );
}
