/** Restore…: makes a database of a backup again, and offers the SQL that registers it. */

import { lastPart } from '../../lakehouse/placeText';
import { entriesOf } from '../lakehouses';
import type { RestoreStart } from '../pickers/restoreDraft';
import type { Services } from '../services';
import type { Subject } from '../trees/node';
import type { Command } from './command';
import { runConfirmed } from './runConfirmed';

export const restore: Command = async (services, subject) => {
  const { askRestore } = await import('../pickers/restoreWizard');
  await runConfirmed(services, await askRestore(services, startOf(services, subject)));
};

function startOf({ lakehouses }: Services, subject: Subject): RestoreStart | undefined {
  if (subject.kind !== 'backup' && subject.kind !== 'pastRun') return undefined;
  const { root, lakehouse } = subject;
  const known = entriesOf(lakehouses.list(), 'backup').find(
    (one) => one.entry.location === root && one.lakehouse.host === lakehouse.host,
  );
  return {
    backup: {
      name: known?.entry.name ?? lastPart(root),
      location: root,
      folder: known?.folder ?? lakehouses.addressOf(lakehouse),
    },
    ...(subject.kind === 'pastRun' ? { run: subject.runId } : {}),
  };
}
