/** Restore…: makes a database of a backup again, and offers the SQL that registers it. */

import type { RestoreStart } from '../pickers/restoreDraft';
import type { Services } from '../services';
import type { Subject } from '../trees/node';
import type { Command } from './command';
import { runConfirmed } from './runConfirmed';
import { backupPlace } from './subjectStart';

export const restore: Command = async (services, subject) => {
  const { askRestore } = await import('../pickers/restoreWizard');
  await runConfirmed(services, await askRestore(services, startOf(services, subject)));
};

function startOf(services: Services, subject: Subject): RestoreStart | undefined {
  if (subject.kind !== 'backup' && subject.kind !== 'pastRun') return undefined;
  return {
    backup: backupPlace(services, subject),
    ...(subject.kind === 'pastRun' ? { run: subject.runId } : {}),
  };
}
