/** Takes the steps of a migration that come after its tables, one after the other; where one does not succeed, those after it are kept back. */

import { mapLimit } from '../../base/concurrency';
import { asFault, exhaustive } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { AfterStep, AfterStepKind } from '../afterSteps';
import { takenBefore } from '../journal/remaining';
import type { FailedTable, StepOutcome } from '../outcome';
import { isReady } from '../steps';
import { editConfig, isEdited } from './config';
import { dropSource } from './drop';
import { lookAgain } from './lookAgain';
import { type Migration, refuseUnverified } from './migration';

export type AfterOutcomes = ReadonlyMap<AfterStepKind, StepOutcome>;

/** Never rejects: whatever goes wrong is in the outcomes. */
export async function runAfterSteps(migration: Migration): Promise<AfterOutcomes> {
  const { plan, onEvent, resumed } = migration;
  const outcomes = new Map<AfterStepKind, StepOutcome>();
  let keptBackBy: AfterStepKind | undefined;
  for (const step of plan.after) {
    onEvent({ type: 'step-started', step: step.kind });
    const before = resumed && takenBefore(step.kind, resumed.steps);
    const outcome = before ?? (await attempt(step, keptBackBy, migration));
    onEvent({ type: 'step-finished', step: step.kind, outcome });
    outcomes.set(step.kind, outcome);
    if (outcome.status !== 'done') keptBackBy ??= step.kind;
  }
  return outcomes;
}

async function attempt(
  step: AfterStep,
  keptBackBy: AfterStepKind | undefined,
  migration: Migration,
): Promise<StepOutcome> {
  const { signal, now, journal } = migration;
  const startedAt = now();
  const timed = () => ({ startedAt, endedAt: now() });
  if (signal.aborted) return { status: 'cancelled', ...timed() };
  if (keptBackBy !== undefined)
    return { status: 'skipped', reason: `${keptBackBy} did not succeed`, ...timed() };
  try {
    await journal.write({ type: 'step-begun', at: startedAt, step: step.kind });
    const outcome = { status: 'done' as const, what: await take(step, migration), ...timed() };
    await journal.write({ type: 'step-ended', step: step.kind, outcome });
    return outcome;
  } catch (error) {
    if (signal.aborted) return { status: 'cancelled', ...timed() };
    return { status: 'failed', ...timed(), error: asFault(error, `The step ${step.kind}`).toData() };
  }
}

/** What a step came to, in words. */
async function take(step: AfterStep, migration: Migration): Promise<string> {
  const { lakehouse, signal } = migration;
  switch (step.kind) {
    case 'verify-all':
      return (await seenBefore(step.kind, migration)) ?? (await verifyAll(migration));
    case 'look-again':
      return (await seenBefore(step.kind, migration)) ?? (await lookAgain(step, migration));
    case 'config':
      await migration.journal.assertOurs(signal);
      return await editConfig(step, lakehouse, signal);
    case 'drop':
      return await dropSource(step, migration);
    default:
      return exhaustive(step);
  }
}

/**
 * What an earlier process saw, if the config was edited by it and only the journal does not tell: then jobs may write to the copies already, which
 * are not to be compared with the source any more, and not to be replaced.
 */
async function seenBefore(
  kind: AfterStepKind,
  { plan, resumed, lakehouse, signal }: Migration,
): Promise<string | undefined> {
  const seen = resumed?.steps.get(kind);
  if (seen?.status !== 'done' || resumed?.begunSteps.has('config') !== true) return undefined;
  const config = plan.after.find((step) => step.kind === 'config');
  return config !== undefined && (await isEdited(config, lakehouse, signal)) ? seen.what : undefined;
}

/** A copy that turns out to be wrong makes its table a failed one. */
async function verifyAll(migration: Migration): Promise<string> {
  const { steps, outcomes, journal, lakehouse, concurrency, signal, now } = migration;
  await mapLimit(
    steps.filter(isReady),
    concurrency,
    async ({ table, source, target, state: { sourceVersion } }) => {
      const outcome = outcomes.get(table);
      if (outcome?.status !== 'done' && outcome?.status !== 'warning') return;
      try {
        // Contents were compared, if that was asked for, when the table was copied.
        await lakehouse.verifyClone({ source, sourceVersion, target }, false, signal);
      } catch (error) {
        signal.throwIfAborted();
        const { startedAt } = outcome;
        const failed: FailedTable = {
          status: 'failed',
          startedAt,
          endedAt: now(),
          error: asFault(error).toData(),
        };
        outcomes.set(table, failed);
        // So that a resumed run copies it again.
        await journal.write({ type: 'table-ended', table, outcome: failed });
      }
    },
    signal,
  );
  refuseUnverified(outcomes);
  return `${formatCount(outcomes.size, 'table')} verified`;
}
