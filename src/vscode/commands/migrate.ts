/** Migrate…: asks, then moves a database to another place as the user has confirmed. */

import type { Command } from './command';
import { runConfirmed } from './runConfirmed';

export const migrate: Command = async (services, subject) => {
  const given = subject.kind === 'database' ? subject : undefined;
  const { askMigration } = await import('../pickers/migrateWizard');
  await runConfirmed(services, await askMigration(services, given));
};
