/** Snapshot…: asks, then runs what the user has confirmed. */

import { askSnapshot } from '../pickers/snapshotWizard';
import type { Command } from './command';
import { runConfirmed } from './runConfirmed';

export const snapshot: Command = async (services, subject) => {
  const given = subject.kind === 'database' ? subject : undefined;
  await runConfirmed(services, await askSnapshot(services, given));
};
