/** Snapshot…: asks, then runs what the user has confirmed. */

import type { Command } from './command';
import { runConfirmed } from './runConfirmed';

export const snapshot: Command = async (services, subject) => {
  const given = subject.kind === 'database' ? subject : undefined;
  const { askSnapshot } = await import('../pickers/snapshotWizard');
  await runConfirmed(services, await askSnapshot(services, given));
};
