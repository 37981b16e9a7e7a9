/** Has runs on Databricks picked up that were begun before, and their ends told. What that takes is loaded when there is one. */

import { notifyFault } from '../notify';
import type { Services } from '../services';
import type { JobRunRecord } from './record';

export function registerJobRuns(services: Services): void {
  const { jobRuns, context, log } = services;
  const tell = async (record: JobRunRecord) => {
    const { tellJobEnd } = await import('./tellEnd');
    await tellJobEnd(services, record);
  };
  context.subscriptions.push(
    jobRuns.onDidEnd((record) => void tell(record).catch((error: unknown) => notifyFault(log, error))),
  );
  void jobRuns.pickUp();
}
