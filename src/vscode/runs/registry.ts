/** Runs plans, and knows what runs now and what ran before in this workspace. */

import * as vscode from 'vscode';
import type { FinishedRun } from '../../backup/events';
import type { JournalState } from '../../backup/journal/journal';
import type { Plan } from '../../backup/plan';
import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { isSameRoot, type KnownRoot } from '../knownRoots';
import type { BegunRoots } from './begunRoots';
import { logEvent } from './logEvent';
import { advance, initialProgress, type RunProgress } from './progress';
import { jobOf, restoreRun, type StoredRun, storeRun, type TrackedRun } from './trackedRun';

const KEY = 'trackedRuns';
/** How many ended runs are remembered. */
const KEPT = 20;

export interface StartOptions {
  readonly folder: string;
  /** How the root is found again should the run be killed. */
  readonly known: KnownRoot;
  /** Where the run stands that is resumed. */
  readonly resumed?: JournalState;
  readonly concurrency: number;
  /** Called whenever the run has come further. */
  readonly onProgress: (progress: RunProgress) => void;
}

export interface Runs {
  /** Running ones first, then newest first. */
  list(): readonly TrackedRun[];
  get(runId: string): TrackedRun | undefined;
  /** Runs a plan to its end. It rejects only where the plan could not be begun. */
  run(plan: Plan, lakehouse: Lakehouse, options: StartOptions): Promise<FinishedRun>;
  /** Stops a run; it ends by itself within a second or so. Unknown and ended runs are no error. */
  cancel(runId: string): void;
  /** Fires when a run starts or ends (undefined), and with a run's id when it has come further. */
  readonly onDidChange: vscode.Event<string | undefined>;
}

interface Running {
  tracked: TrackedRun;
  readonly known: KnownRoot;
  readonly stop: AbortController;
}

export function createRuns(
  state: vscode.Memento,
  begun: BegunRoots,
  log: vscode.LogOutputChannel,
  subscriptions: vscode.Disposable[],
): Runs {
  const changed = new vscode.EventEmitter<string | undefined>();
  const running = new Map<string, Running>();
  let ended: readonly TrackedRun[] | undefined;
  const past = () => {
    ended ??= state.get<readonly StoredRun[]>(KEY, []).map(restoreRun);
    return ended;
  };
  const cancelAll = () => {
    for (const { stop } of running.values()) stop.abort();
  };
  subscriptions.push(changed, { dispose: cancelAll });

  const run: Runs['run'] = async (plan, lakehouse, options) => {
    const { folder, known, resumed, concurrency, onProgress } = options;
    const target = plan.parameters.root;
    const { runPlan } = await import('../../backup/run/run');
    await begun.add(known);
    if ([...running.values()].some((other) => isSameRoot(other.known, known))) {
      throw new Fault('conflict', vscode.l10n.t('Another run is writing to {0}.', target), {
        advice: vscode.l10n.t('Wait until it has ended, or cancel it.'),
      });
    }
    const stop = new AbortController();
    const { runId } = plan;
    const entry = {
      stop,
      known,
      tracked: {
        runId,
        job: jobOf(plan),
        folder,
        startedAt: Date.now(),
        end: undefined,
        progress: initialProgress(plan),
      } as TrackedRun,
    };
    running.set(runId, entry);
    tellRunning(running.size);
    let finished: FinishedRun;
    try {
      // How it ended before, if it is resumed, holds no longer: should it be killed now, it must be found as interrupted.
      await keep(without(runId));
      finished = await runPlan(plan, lakehouse, {
        concurrency,
        now: Date.now,
        signal: stop.signal,
        ...(resumed === undefined ? {} : { resumed }),
        onEvent: (event) => {
          logEvent(log, event);
          entry.tracked = { ...entry.tracked, progress: advance(entry.tracked.progress, event) };
          onProgress(entry.tracked.progress);
          changed.fire(runId);
        },
      });
    } finally {
      running.delete(runId);
      tellRunning(running.size);
    }
    await remember({ ...entry.tracked, end: { at: Date.now(), status: finished.status } });
    // Without its report the run's journal stays open, and it can be resumed for the report's sake.
    if (finished.reportError === undefined) await begun.remove(known);
    return finished;
  };

  /** Puts a run at the head of those that ended; where it ended before and was resumed, in the place of that. */
  const remember = async (tracked: TrackedRun) => {
    await keep([tracked, ...without(tracked.runId)].slice(0, KEPT));
  };
  const without = (runId: string) => past().filter((other) => other.runId !== runId);
  const keep = async (kept: readonly TrackedRun[]) => {
    ended = kept;
    changed.fire(undefined);
    await state.update(KEY, kept.map(storeRun));
  };

  const list = () => [...[...running.values()].map(({ tracked }) => tracked).reverse(), ...past()];
  return {
    list,
    get: (runId) => running.get(runId)?.tracked ?? past().find((one) => one.runId === runId),
    run,
    cancel: (runId) => running.get(runId)?.stop.abort(new Fault('cancelled', 'Cancelled.')),
    onDidChange: changed.event,
  };
}

/** Commands and menus that need a running run look at this context key. */
function tellRunning(count: number): void {
  void vscode.commands.executeCommand('setContext', 'overwatch.running', count > 0);
}
