/** Generate Schedule…: asks, then opens, copies or saves what runs a process of a folder regularly. */

import { deliverFiles } from '../generated/files';
import type { Command } from './command';
import { startOf } from './subjectStart';

export const generateSchedule: Command = async (services, subject) => {
  const { askSchedule } = await import('../pickers/scheduleWizard');
  const asked = await askSchedule(services, startOf(services, subject));
  if (asked !== undefined) await deliverFiles(asked);
};
