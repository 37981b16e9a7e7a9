/** Begins a run on Databricks, once and no more, wherever this program is killed on the way. */

import { submitRun } from '../workspace/jobRuns';
import type { Rest } from '../workspace/rest';
import type { RunOrder } from './order';
import { submitSettings } from './submitSettings';
import { uploadRun } from './upload';

export interface SubmitOptions {
  /** The text of `SCRIPT_FILE`. */
  readonly script: string;
  /**
   * Called when the request is about to be sent, and awaited. Before it nothing runs; after it the run may have begun, and to submit the
   * same order again finds it, or begins it.
   */
  readonly aboutToSend: () => Promise<void>;
}

/**
 * Uploads script and plan, then submits the run.
 *
 * @returns the run's id
 * @throws Fault of the workspace: `no-permission`, `usage` for what it refuses, `unavailable`, …
 */
export async function submitOrder(
  rest: Rest,
  order: RunOrder,
  { script, aboutToSend }: SubmitOptions,
  signal: AbortSignal,
): Promise<string> {
  const files = await uploadRun(rest, order.subject, order.plan, script, signal);
  await aboutToSend();
  return submitRun(rest, submitSettings(order, files), order.token, signal);
}
