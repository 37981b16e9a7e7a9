/**
 * The jobs that were paused for a migration and not resumed yet, over sessions. They are noted before they are paused, so that a kill at any
 * moment leaves it known; the journal of the migration tells it too once there is one.
 */

import type * as vscode from 'vscode';
import type { NamedJob } from '../../jobs/overwatchJobs';

export interface PausedJob extends NamedJob {
  /** Of the workspace. */
  readonly host: string;
  /** By which the workspace was reached. */
  readonly address: string;
}

export interface PausedJobs {
  list(): readonly PausedJob[];
  add(jobs: readonly PausedJob[]): Promise<void>;
  /** Jobs of a workspace that are not paused for a migration, by their ids. */
  remove(host: string, ids: readonly string[]): Promise<void>;
}

const KEY = 'pausedJobs';

export function pausedJobs(state: vscode.Memento): PausedJobs {
  const list = () => state.get<readonly PausedJob[]>(KEY, []);
  const without = (host: string, ids: readonly string[]) =>
    list().filter((job) => job.host !== host || !ids.includes(job.id));
  return {
    list,
    add: async (jobs) => {
      const others = list().filter((old) => !jobs.some(({ host, id }) => host === old.host && id === old.id));
      await state.update(KEY, [...others, ...jobs]);
    },
    remove: async (host, ids) => {
      const left = without(host, ids);
      if (left.length < list().length) await state.update(KEY, left);
    },
  };
}
