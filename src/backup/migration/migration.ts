/** A migration under way: what its steps share. */

import { Fault } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import type { OnRunEvent } from '../events';
import type { JournalState } from '../journal/journal';
import type { Journal } from '../journal/journalWriter';
import type { TableOutcome } from '../outcome';
import type { MigrationPlan, Step } from '../plan';

/** A migration whose tables are copied, and what is needed to go on with it. */
export interface Migration {
  readonly plan: MigrationPlan;
  readonly lakehouse: Lakehouse;
  /** The tables' steps as they were last planned. */
  steps: readonly Step[];
  /** How they ended. */
  readonly outcomes: Map<string, TableOutcome>;
  /** Tables whose drop was begun, or the location of the whole database, by this process or by one before it. */
  readonly begunDrops: Set<string>;
  /** Copies and verifies tables; their outcomes are in `outcomes` then. */
  readonly copy: (steps: readonly Step[]) => Promise<void>;
  readonly journal: Journal;
  /** What an earlier process did for this run. */
  readonly resumed: JournalState | undefined;
  readonly onEvent: OnRunEvent;
  readonly signal: AbortSignal;
  readonly concurrency: number;
  readonly now: () => number;
}

/** @throws Fault `verify-failed`, naming the tables that have no verified copy. */
export function refuseUnverified(outcomes: ReadonlyMap<string, TableOutcome>): void {
  const without = [...outcomes].filter(([, { status }]) => status !== 'done' && status !== 'warning');
  if (without.length === 0) return;
  const names = without.map(([table]) => table).join(', ');
  throw new Fault(
    'verify-failed',
    `${without.length} of ${formatCount(outcomes.size, 'table')} ${without.length === 1 ? 'has' : 'have'} no verified copy: ${names}.`,
    { advice: 'Put right what kept them from being copied, or exclude them, and migrate again.' },
  );
}

/** Whether a table's newest version is another than the one its copy was made from. */
export async function hasMoved(
  { source, target }: Pick<Step, 'source' | 'target'>,
  { lakehouse, signal }: Pick<Migration, 'lakehouse' | 'signal'>,
): Promise<boolean> {
  const { tableId, version } = await lakehouse.detail(source, 'latest', signal);
  const origin = await lakehouse.origin(target, signal);
  return origin?.version !== version || origin.tableId !== tableId;
}
