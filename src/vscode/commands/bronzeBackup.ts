/** Back Up Bronze…: asks, then copies the bronze tables as the user has confirmed. */

import { askBronzeBackup } from '../pickers/bronzeWizard';
import type { Command } from './command';
import { runConfirmed } from './runConfirmed';

export const bronzeBackup: Command = async (services, subject) => {
  const given = subject.kind === 'database' ? subject : undefined;
  await runConfirmed(services, await askBronzeBackup(services, given));
};
