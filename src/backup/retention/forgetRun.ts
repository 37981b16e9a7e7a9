/**
 * Executes the plan of a clean-up. Killed half-way, it leaves nothing that looks like a copy and is not one, and the next clean-up of the
 * place finishes it: a folder is renamed before it is removed, and a run is noted as forgotten before a file of it is.
 */

import { mapLimit } from '../../base/concurrency';
import { asFault, type FaultData } from '../../base/fault';
import type { Lakehouse, PruneResult } from '../../lakehouse/lakehouse';
import type { RunSummary } from '../events';
import { runStatus } from '../outcome';
import { summaryOf } from '../summary';
import { type ForgetPlan, type NamedRequest, pruneRequests } from './forget';
import { readForgotten, writeForgotten } from './forgotten';

/** How the removal of a copy, or the pruning of a table that copies share, ended. */
export type ForgetOutcome =
  | { readonly status: 'done'; readonly freed?: PruneResult }
  | { readonly status: 'failed'; readonly error: FaultData }
  | { readonly status: 'cancelled' };

export type ForgetEvent =
  | {
      readonly type: 'forget-started';
      readonly runId: string;
      readonly copies: number;
      readonly tables: number;
    }
  | { readonly type: 'copy-removed'; readonly copy: string; readonly outcome: ForgetOutcome }
  | {
      readonly type: 'table-pruned';
      readonly table: string;
      readonly target: string;
      readonly outcome: ForgetOutcome;
    }
  | ForgetSummary;

export interface ForgetSummary extends RunSummary {
  /** Copies that stay. */
  readonly kept: number;
  /** Copies that are gone. */
  readonly removed: number;
  /** Of the tables that were pruned. */
  readonly freedFiles: number;
  readonly freedBytes: number;
}

export interface ForgetOptions {
  /** Called in order. Must not throw. */
  readonly onEvent: (event: ForgetEvent) => void;
  readonly signal: AbortSignal;
  /** How many tables are pruned at a time. */
  readonly concurrency: number;
  /** The clock, epoch ms. */
  readonly now: () => number;
}

interface Ended {
  readonly name: string;
  readonly target: string;
  readonly outcome: ForgetOutcome;
}

/** Runs a plan to its end. It never rejects: whatever goes wrong is in the summary. */
export async function runForget(
  plan: ForgetPlan,
  lakehouse: Lakehouse,
  options: ForgetOptions,
): Promise<ForgetSummary> {
  const { onEvent, concurrency } = options;
  const folders = [
    ...plan.unfinished,
    ...plan.folders.flatMap(({ copy, keep }) => (keep ? [] : [copy.location])).reverse(),
  ];
  const runs = plan.runs.flatMap(({ copy, keep }) => (keep ? [] : [copy.id]));
  const copies = folders.length + runs.length;
  onEvent({ type: 'forget-started', runId: plan.runId, copies, tables: plan.tables.length });
  const removed: Ended[] = [];
  for (const folder of folders) removed.push(await removeOne(folder, lakehouse, options));
  const forgotten = await forgetRuns(plan, runs, lakehouse, options);
  removed.push(...forgotten.ended);
  const pruned = await mapLimit(forgotten.requests, concurrency, (one) => pruneOne(one, lakehouse, options));
  const summary = summarize(plan, removed, pruned);
  onEvent(summary);
  return summary;
}

async function removeOne(folder: string, lakehouse: Lakehouse, options: ForgetOptions): Promise<Ended> {
  const outcome = await attempt(`The copy ${folder}`, options, async () => {
    await lakehouse.removeFolder(folder, options.signal);
    return { status: 'done' };
  });
  options.onEvent({ type: 'copy-removed', copy: folder, outcome });
  return { name: folder, target: folder, outcome };
}

/** Notes the runs as forgotten, and asks anew what must stay: a run may have ended since the plan was made. */
async function forgetRuns(
  { parameters: { from }, tables }: ForgetPlan,
  runs: readonly string[],
  lakehouse: Lakehouse,
  options: ForgetOptions,
): Promise<{ ended: Ended[]; requests: readonly NamedRequest[] }> {
  if (runs.length + tables.length === 0) return { ended: [], requests: [] };
  const { signal, now, onEvent } = options;
  let requests: readonly NamedRequest[] = [];
  const outcome = await attempt(`The runs of ${from}`, options, async () => {
    if (runs.length > 0) {
      const before = await readForgotten(from, lakehouse, signal);
      const after = new Map([...before, ...runs.map((id) => [id, now()] as const)]);
      await writeForgotten(from, after, lakehouse, signal);
    }
    requests = await pruneRequests(from, [], lakehouse, signal);
    return { status: 'done' };
  });
  const ended = runs.map((id) => ({ name: id, target: from, outcome }));
  for (const { name } of ended) onEvent({ type: 'copy-removed', copy: name, outcome });
  // Without runs of its own this clean-up would end as done although it could not look.
  if (ended.length === 0 && outcome.status !== 'done') ended.push({ name: from, target: from, outcome });
  return { ended, requests };
}

async function pruneOne(
  { name, request }: NamedRequest,
  lakehouse: Lakehouse,
  options: ForgetOptions,
): Promise<Ended> {
  const outcome = await attempt(`Table ${name}`, options, async () => ({
    status: 'done',
    freed: await lakehouse.prune(request, false, options.signal),
  }));
  options.onEvent({ type: 'table-pruned', table: name, target: request.table, outcome });
  return { name, target: request.table, outcome };
}

async function attempt(
  what: string,
  { signal }: ForgetOptions,
  work: () => Promise<ForgetOutcome>,
): Promise<ForgetOutcome> {
  try {
    signal.throwIfAborted();
    return await work();
  } catch (error) {
    if (signal.aborted) return { status: 'cancelled' };
    return { status: 'failed', error: asFault(error, what).toData() };
  }
}

function summarize(plan: ForgetPlan, removed: readonly Ended[], pruned: readonly Ended[]): ForgetSummary {
  const freed = pruned.flatMap(({ outcome }) =>
    outcome.status === 'done' && outcome.freed !== undefined ? [outcome.freed] : [],
  );
  const results = [...removed, ...pruned].map(({ name, target, outcome }) => ({
    table: name,
    target,
    outcome,
  }));
  const status = runStatus(results.map(({ outcome }) => outcome.status));
  return {
    ...summaryOf({ runId: plan.runId, status, results }),
    kept: [...plan.folders, ...plan.runs].filter(({ keep }) => keep).length,
    removed: removed.filter(({ outcome }) => outcome.status === 'done').length,
    freedFiles: freed.reduce((sum, { files }) => sum + files, 0),
    freedBytes: freed.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
