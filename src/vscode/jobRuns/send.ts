/** Sends what begins a run on Databricks. What it takes is loaded then. */

import { exhaustive } from '../../base/fault';
import type { SubmitOptions } from '../../jobs/submit';
import type { Rest } from '../../workspace/rest';
import type { JobWork } from './record';

/** @returns the id of the run, the same for the same token. @throws Fault of the workspace. */
export async function sendWork(
  rest: Rest,
  work: JobWork,
  options: SubmitOptions,
  signal: AbortSignal,
): Promise<string> {
  switch (work.kind) {
    case 'once': {
      const { submitOrder } = await import('../../jobs/submit');
      return submitOrder(rest, work.order, options, signal);
    }
    case 'started': {
      const { runJobNow } = await import('../../workspace/jobs');
      await options.aboutToSend();
      return runJobNow(rest, work.jobId, work.token, signal);
    }
    default:
      return exhaustive(work);
  }
}
