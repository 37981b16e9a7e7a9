/** Makes the plan of a clean-up: which copies of a place go and why, and how much that frees. Reads, and removes nothing. */

import { mapLimit } from '../../base/concurrency';
import { asFault, Fault, type FaultData } from '../../base/fault';
import type { Lakehouse, PruneRequest, PruneResult, TableEntry } from '../../lakehouse/lakehouse';
import { BACKUP_DATA } from '../../overwatch/recognise';
import type { PlanOptions } from '../planning/copyPlan';
import { targetName } from '../planning/select';
import type { ReportRow } from '../report/report';
import { versionsAfter } from '../report/runState';
import { groupRuns, type RunRecord } from '../report/runs';
import { type FolderCopy, findFolders, findRuns, type RunCopy } from './copies';
import { applyRetention, type Copy, type Decision, type Retention, refuseWithoutRule } from './retention';

export interface ForgetParameters {
  /** The prefix of bronze backups, or the root of a backup. */
  readonly from: string;
  readonly retention: Retention;
}

/** A table that several runs share, and what pruning it would free; or why it cannot be pruned. */
export interface PruneStep {
  readonly table: string;
  readonly target: string;
  readonly estimate: PruneResult | { readonly error: FaultData };
}

export interface ForgetPlan {
  readonly runId: string;
  readonly process: 'forget';
  readonly parameters: ForgetParameters;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Copies in folders of their own, newest first. */
  readonly folders: readonly Decision<FolderCopy>[];
  /** Runs whose versions lie in shared tables, newest first. */
  readonly runs: readonly Decision<RunCopy>[];
  /** Folders whose removal was interrupted; it is finished. */
  readonly unfinished: readonly string[];
  readonly tables: readonly PruneStep[];
}

/**
 * Plans a clean-up.
 *
 * @throws Fault `usage` without a rule; `not-found` where there is no copy at all; what the lakehouse throws where there is something to
 *   remove and nothing can be; the signal's reason when aborted.
 */
export async function planForget(
  parameters: ForgetParameters,
  lakehouse: Lakehouse,
  { now, runId, concurrency, signal }: PlanOptions,
): Promise<ForgetPlan> {
  const { from, retention } = parameters;
  refuseWithoutRule(retention);
  const createdAt = now();
  const found = await findFolders(from, lakehouse, createdAt, signal);
  const { copies, forgotten } = await findRuns(from, lakehouse, signal);
  if (found.copies.length + found.unfinished.length + copies.length + forgotten.size === 0) {
    throw new Fault('not-found', `${from} holds no copies: neither dated folders nor a report of runs.`, {
      advice: 'Name the prefix of bronze backups, or the root of a backup.',
    });
  }
  const folders = decide(found.copies, retention);
  const runs = decide(copies, retention);
  const removed = runs.flatMap(({ copy, keep }) => (keep ? [] : [copy.id]));
  const isIdle = removed.length + found.unfinished.length === 0 && folders.every(({ keep }) => keep);
  const { removeFolder: cannot } = lakehouse.cannot;
  if (cannot !== undefined && (found.unfinished.length > 0 || folders.some(({ keep }) => !keep)))
    throw new Fault('usage', `Copies in folders of their own cannot be removed here. ${cannot}`);
  if (!isIdle) await lakehouse.assertWritable(from, signal);
  const requests = await pruneRequests(from, removed, lakehouse, signal);
  const tables = await mapLimit(
    requests,
    concurrency,
    async ({ name, request }): Promise<PruneStep> => ({
      table: name,
      target: request.table,
      estimate: await estimate(name, request, lakehouse, signal),
    }),
    signal,
  );
  return {
    runId,
    process: 'forget',
    parameters,
    createdAt,
    folders,
    runs,
    unfinished: found.unfinished,
    tables,
  };
}

/** Copies of different databases do not stand in for one another. */
function decide<C extends Copy & { readonly database: string }>(
  copies: readonly C[],
  retention: Retention,
): Decision<C>[] {
  const names = new Set(copies.flatMap(({ database }) => (database === '' ? [] : [database.toLowerCase()])));
  const [only] = names;
  // An interrupted copy does not say of which database it is.
  const groupOf = ({ database }: C) => (database === '' && names.size === 1 ? only : database.toLowerCase());
  const groups = new Set(copies.map(groupOf));
  return [...groups]
    .flatMap((group) =>
      applyRetention(
        copies.filter((copy) => groupOf(copy) === group),
        retention,
      ),
    )
    .sort((one, other) => other.copy.takenAt - one.copy.takenAt);
}

async function estimate(
  name: string,
  request: PruneRequest,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<PruneStep['estimate']> {
  try {
    return await lakehouse.prune(request, true, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { error: asFault(error, `Table ${name}`).toData() };
  }
}

export interface NamedRequest {
  readonly name: string;
  readonly request: PruneRequest;
}

/**
 * What must stay of each table of a root once some runs are removed, those included that were forgotten before. Tables of which no run that
 * stays left a version are not pruned at all.
 */
export async function pruneRequests(
  root: string,
  removed: readonly string[],
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<NamedRequest[]> {
  const { rows, forgotten } = await findRuns(root, lakehouse, signal);
  const gone = new Set([...removed, ...forgotten.keys()]);
  if (gone.size === 0) return [];
  const kept = groupRuns(rows).filter(({ id }) => !gone.has(id));
  const tables = await lakehouse.tables(lakehouse.join(root, BACKUP_DATA), signal);
  return tables.flatMap((table) => requestFor(table, kept, rows));
}

function requestFor(
  { name, location }: TableEntry,
  kept: readonly RunRecord[],
  rows: readonly ReportRow[],
): NamedRequest[] {
  const key = targetName(name);
  const versions = kept.flatMap((run) => {
    const version = versionsAfter(run, rows).get(key);
    return typeof version === 'number' ? [version] : [];
  });
  if (versions.length === 0) return [];
  const ofTable = rows.filter((row) => targetName(row.table) === key);
  // Overwatch's own runs do not tell which versions they left: all that came before ours may be theirs.
  const isShared = ofTable.some(({ runId }) => runId === undefined);
  const ours = ofTable.flatMap(({ targetVersion }) => targetVersion ?? []);
  const keepBefore = isShared ? { keepBefore: Math.min(...ours) } : {};
  return [{ name, request: { table: location, keep: [...new Set(versions)], ...keepBefore } }];
}
