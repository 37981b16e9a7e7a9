/** Looks whether the source moved since it was copied, and catches up with it. */

import { mapLimit } from '../../base/concurrency';
import { Fault } from '../../base/fault';
import { LAYERS } from '../../overwatch/catalog';
import { GLOBAL_SHARE } from '../../overwatch/recognise';
import type { LookAgainStep } from '../afterSteps';
import { replaceSteps } from '../journal/journal';
import { type Copy, planStep } from '../planning/copyPlan';
import { selectTables, targetName } from '../planning/select';
import { hasMoved, type Migration, refuseUnverified } from './migration';
import { databaseNames } from './plan';

/**
 * Copies what moved, round after round, until nothing does.
 *
 * @returns what was found, in words.
 * @throws Fault `conflict` where the source still moves after the last round; `verify-failed` for a table that cannot be copied again.
 */
export async function lookAgain({ rounds }: LookAgainStep, migration: Migration): Promise<string> {
  const { journal, lakehouse, signal, concurrency, now, onEvent } = migration;
  const caughtUp = new Set<string>();
  for (let round = 1; ; round += 1) {
    const moved = await movedTables(migration);
    const names = moved.map(({ table }) => table);
    if (moved.length === 0)
      return caughtUp.size === 0 ? 'the source did not move' : `caught up with ${[...caughtUp].join(', ')}`;
    if (round > rounds) throw keepsMoving(names);
    onEvent({ type: 'round-started', round, tables: names });
    const steps = await mapLimit(moved, concurrency, (copy) => planStep(copy, lakehouse, signal), signal);
    await journal.write({ type: 'replanned', at: now(), steps });
    migration.steps = replaceSteps(migration.steps, steps);
    for (const name of names) {
      migration.outcomes.delete(name);
      caughtUp.add(name);
    }
    await migration.copy(steps);
    signal.throwIfAborted();
    refuseUnverified(migration.outcomes);
  }
}

function keepsMoving(tables: readonly string[]): Fault {
  return new Fault('conflict', `The source keeps moving: a job still writes to ${tables.join(', ')}.`, {
    advice: 'Stop the Overwatch jobs, then resume the run.',
  });
}

/** Tables whose newest version is not the one that was copied, and those that are new. */
async function movedTables(migration: Migration): Promise<Copy[]> {
  const { plan, steps, lakehouse, concurrency, signal } = migration;
  const { database, root, exclude, include } = plan.parameters;
  const tables = await lakehouse.tables(database.location, signal);
  const { chosen } = selectTables(tables, {
    layers: LAYERS,
    exclude,
    include,
    databases: databaseNames(plan.parameters),
  });
  const looked = await mapLimit(
    chosen,
    concurrency,
    async ({ entry: { name, location }, group }): Promise<Copy[]> => {
      const target = lakehouse.join(root, GLOBAL_SHARE, targetName(name));
      const isKnown = steps.some(({ table }) => table === name);
      if (isKnown && !(await hasMoved({ source: location, target }, migration))) return [];
      return [{ table: name, group, source: location, target, moment: 'latest' }];
    },
    signal,
  );
  return looked.flat();
}
