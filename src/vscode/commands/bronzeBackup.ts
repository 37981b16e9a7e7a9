/** Back Up Bronze…: asks, then copies the bronze tables as the user has confirmed. */

import type { Command } from './command';
import { runConfirmed } from './runConfirmed';

export const bronzeBackup: Command = async (services, subject) => {
  const given = subject.kind === 'database' ? subject : undefined;
  const { askBronzeBackup } = await import('../pickers/bronzeWizard');
  await runConfirmed(services, await askBronzeBackup(services, given));
};
