/** Generate Job…: asks, then opens, copies or saves a job for Databricks. */

import { deliverFiles } from '../generated/files';
import type { Command } from './command';
import { startOf } from './subjectStart';

export const generateJob: Command = async (services, subject) => {
  const { askGeneratedJob } = await import('../pickers/generateJobWizard');
  const asked = await askGeneratedJob(services, startOf(services, subject));
  if (asked !== undefined) await deliverFiles(asked);
};
