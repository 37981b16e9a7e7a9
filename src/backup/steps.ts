/** Carries out one step of a plan: the one place that knows what each kind of step does. */

import { exhaustive } from '../base/fault';
import type { CloneProgress, CloneRequest, Lakehouse } from '../lakehouse/lakehouse';
import type { ClonedTable, SkippedTable } from './outcome';
import type { CloneStep, IncrementalStep, ReadyToClone, Step } from './plan';

/** A step that is not known to fail. */
export type ReadyStep = Step & { readonly state: ReadyToClone };

/** Whether a step can be carried out. */
export function isReady(step: Step): step is ReadyStep {
  return step.state.ready;
}

export interface StepContext {
  readonly lakehouse: Lakehouse;
  /** Compare contents by checksum too. */
  readonly checksum: boolean;
  /** Whether another process worked on the same run before. */
  readonly isResumed: boolean;
  readonly onProgress: (progress: CloneProgress) => void;
  /** Called between the work and its verification. */
  readonly onVerifying: () => void;
  readonly signal: AbortSignal;
}

/** What a step comes to, without its times. */
export type StepResult =
  | Omit<ClonedTable, 'startedAt' | 'endedAt'>
  | Omit<SkippedTable, 'startedAt' | 'endedAt'>;

/**
 * Copies one table and verifies the copy.
 *
 * @param state the step's own, which is known to be ready
 * @throws whatever the lakehouse throws where the table cannot be copied, or its copy is not right; the signal's reason when aborted.
 */
export async function runStep(step: Step, state: ReadyToClone, context: StepContext): Promise<StepResult> {
  switch (step.kind) {
    case 'clone':
      return await cloneAndVerify(step, state, context);
    case 'incremental':
      return await takeOver(step, state, context);
    default:
      return exhaustive(step);
  }
}

async function takeOver(
  { source, target, checkpoint, write }: IncrementalStep,
  { sourceVersion }: ReadyToClone,
  { lakehouse, checksum, isResumed, onProgress, onVerifying, signal }: StepContext,
): Promise<StepResult> {
  const request = { source, sourceVersion, target, checkpoint, write, checksum };
  const result = await lakehouse.incremental(request, onProgress, signal);
  const { changed, metrics, targetVersion, warnings } = result;
  if (!changed && !isResumed && result.unverified !== true)
    return { status: 'skipped', reason: 'The source has no new version.', targetVersion };
  onVerifying();
  const verified = await lakehouse.verifyIncremental(target, result, signal);
  // An earlier process brought the copy up to this version, and may not have come to verify it.
  if (!changed) {
    const reason = 'The copy has this version of the source already, and was verified.';
    return { status: 'skipped', reason, targetVersion };
  }
  // The contents of what came in were compared before it was committed.
  return copied({ metrics, targetVersion, warnings, verification: { ...verified, checksum } });
}

async function cloneAndVerify(
  { source, target }: CloneStep,
  { sourceVersion }: ReadyToClone,
  { lakehouse, checksum, onProgress, onVerifying, signal }: StepContext,
): Promise<StepResult> {
  const request: CloneRequest = { source, sourceVersion, target };
  const { metrics, targetVersion, warnings } = await lakehouse.clone(request, onProgress, signal);
  onVerifying();
  const verification = await lakehouse.verifyClone(request, checksum, signal);
  return copied({ metrics, targetVersion, warnings, verification });
}

function copied(
  result: Pick<ClonedTable, 'metrics' | 'targetVersion' | 'warnings' | 'verification'>,
): StepResult {
  return { status: result.warnings.length === 0 ? 'done' : 'warning', ...result };
}
