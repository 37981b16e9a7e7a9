/** Migrate…: asks, then moves a database to another place as the user has confirmed. */

import { pausedJobs } from '../overwatchJobs/pausedJobs';
import type { Command } from './command';
import { runConfirmed } from './runConfirmed';

export const migrate: Command = async (services, subject) => {
  const given = subject.kind === 'database' ? subject : undefined;
  const { askMigration } = await import('../pickers/migrateWizard');
  const paused = pausedJobs(services.context.globalState);
  const before = new Set(paused.list().map(({ id }) => id));
  const confirmed = await askMigration(services, given);
  if (confirmed !== undefined || paused.list().every(({ id }) => before.has(id)))
    return runConfirmed(services, confirmed);
  const { offerToResume } = await import('../overwatchJobs/migrationJobs');
  await offerToResume(services, before);
};
