/**
 * The five steps of a migration as Overwatch's guide lists them, with what each means for this migration and how far it is. The first and the last
 * are the user's, those between are the run's. Pure.
 */

import { exhaustive } from '../../base/fault';
import { formatCount } from '../../base/format';
import { GLOBAL_SHARE } from '../../overwatch/recognise';
import type { AfterStepKind } from '../afterSteps';
import { outcomeText, type StepOutcome, type TableOutcome } from '../outcome';
import type { MigrationParameters } from '../plan';

/** `kept`: there is nothing to do, since the source stays. */
export type ChecklistState = 'done' | 'pending' | 'failed' | 'kept';

export interface ChecklistItem {
  readonly number: 1 | 2 | 3 | 4 | 5;
  /** In the guide's words. */
  readonly title: string;
  readonly by: 'user' | 'run';
  readonly state: ChecklistState;
  /** What it means here, or what it came to. */
  readonly text: string;
}

/** How far a migration is: a `JournalState` is that, and so is a finished run. */
export interface MigrationProgress {
  readonly plan: { readonly steps: readonly { readonly table: string }[] };
  readonly tables: ReadonlyMap<string, TableOutcome>;
  /** By their names, the user's {@link RESTART_JOBS} among them. */
  readonly steps: ReadonlyMap<string, StepOutcome>;
}

/** The name under which the journal knows that the user has restarted the jobs. */
export const RESTART_JOBS = 'restart-jobs';

/** @param progress undefined while there is only what the user chose. */
export function migrationChecklist(
  parameters: MigrationParameters,
  progress?: MigrationProgress,
): readonly ChecklistItem[] {
  const { database, root, config, dropSource, jobsStopped, pausedJobs = [] } = parameters;
  const names = pausedJobs.map(({ name }) => name).join(', ');
  const stop: ChecklistItem = {
    number: 1,
    title: 'Stop the Overwatch jobs',
    by: 'user',
    state: jobsStopped === true ? 'done' : 'pending',
    text: `No job may write to ${database.name} until the end.${names === '' ? '' : ` Paused: ${names}.`}`,
  };
  const drop: ChecklistItem = {
    number: 4,
    title: 'Delete the old database',
    by: 'run',
    ...(dropSource
      ? progressOf(['drop'], `Only when everything is verified: ${database.location}`, progress)
      : { state: 'kept', text: `The source is kept: ${database.location}` }),
  };
  return [
    stop,
    {
      number: 2,
      title: 'Migrate all old data to the new location',
      by: 'run',
      ...dataProgress(`Every copy is verified: ${root}`, progress),
    },
    {
      number: 3,
      title: 'Update the config with the new storage location',
      by: 'run',
      ...progressOf(['config'], config.location, progress),
    },
    drop,
    {
      number: 5,
      title: 'Restart the jobs',
      by: 'user',
      state: progress?.steps.get(RESTART_JOBS)?.status === 'done' ? 'done' : 'pending',
      text: `${names === '' ? '' : `To be resumed: ${names}. `}Check that pipeline_report gains rows, none of them FAILED: ${root}/${GLOBAL_SHARE}`,
    },
  ];
}

type Progress = Pick<ChecklistItem, 'state' | 'text'>;

/** The tables, all of them verified, and nothing that came to the source meanwhile. */
function dataProgress(text: string, progress: MigrationProgress | undefined): Progress {
  if (progress === undefined) return { state: 'pending', text };
  const { plan, tables } = progress;
  const isVerified = (status?: TableOutcome['status']) => status === 'done' || status === 'warning';
  const verified = plan.steps.filter(({ table }) => isVerified(tables.get(table)?.status)).length;
  const failed = [...tables].filter(([, { status }]) => status === 'failed').map(([table]) => table);
  const count = `${verified} of ${formatCount(plan.steps.length, 'table')} verified`;
  if (failed.length > 0) return { state: 'failed', text: `${count}; failed: ${failed.join(', ')}` };
  const rest = progressOf(['verify-all', 'look-again'], '', progress);
  if (rest.text === '') return { state: 'pending', text: count };
  return { state: rest.state, text: `${count}; ${rest.text}` };
}

/** What steps of the run came to: the first that is not done counts, otherwise the last. */
function progressOf(
  kinds: readonly AfterStepKind[],
  text: string,
  progress: MigrationProgress | undefined,
): Progress {
  const counts = kinds.find((kind) => progress?.steps.get(kind)?.status !== 'done') ?? kinds.at(-1);
  const outcome = counts === undefined ? undefined : progress?.steps.get(counts);
  if (outcome === undefined) return { state: 'pending', text };
  return { state: stateOf(outcome), text: outcomeText(outcome) };
}

function stateOf(outcome: StepOutcome): ChecklistState {
  switch (outcome.status) {
    case 'done':
      return 'done';
    case 'failed':
      return 'failed';
    case 'skipped':
    case 'cancelled':
      return 'pending';
    default:
      return exhaustive(outcome);
  }
}

/** The first step of the guide that is not done; undefined where all are. */
export function nextStep(items: readonly ChecklistItem[]): ChecklistItem | undefined {
  return items.find(({ state }) => state === 'pending' || state === 'failed');
}
