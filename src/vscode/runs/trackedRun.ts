/** A run that this window started, or one of an earlier session, as the Runs view lists it. */

import type { RunStatus } from '../../backup/outcome';
import type { Plan } from '../../backup/plan';
import type { Subject } from '../../generate/subject';
import type { RunProgress, TableProgress } from './progress';

export interface TrackedRun {
  readonly runId: string;
  /** What it does. */
  readonly job: Subject;
  /** The address of the lakehouse that the run reads from. */
  readonly folder: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly end: { readonly at: number; readonly status: RunStatus } | undefined;
  readonly progress: RunProgress;
}

export function jobOf({ process, parameters }: Plan): Subject {
  // The two belong together in every plan, which the compiler forgets when they are taken apart.
  return { process, parameters } as Subject;
}

/** A record as it is kept over sessions: plain JSON. */
export type StoredRun = Omit<TrackedRun, 'progress'> & {
  readonly progress: Omit<RunProgress, 'tables'> & { readonly tables: readonly TableProgress[] };
};

export function storeRun(run: TrackedRun): StoredRun {
  return { ...run, progress: { ...run.progress, tables: [...run.progress.tables.values()] } };
}

export function restoreRun(stored: StoredRun): TrackedRun {
  const tables = stored.progress.tables.map((table): [string, TableProgress] => [table.table, table]);
  return { ...stored, progress: { ...stored.progress, tables: new Map(tables) } };
}

/** The tables that a run left with a verified copy. */
export function goodTables({ progress }: TrackedRun): readonly string[] {
  return [...progress.tables.values()]
    .filter(({ state }) => state === 'done' || state === 'warning')
    .map(({ table }) => table);
}

/** The tables that a run left without a verified copy because they failed. */
export function failedTables({ progress }: TrackedRun): readonly string[] {
  return [...progress.tables.values()].filter(({ state }) => state === 'failed').map(({ table }) => table);
}
