/** Restore…: makes a database of a backup again, and offers the SQL that registers it. */

import path from 'node:path';
import { entriesOf } from '../lakehouses';
import type { RestoreStart } from '../pickers/restoreDraft';
import { askRestore } from '../pickers/restoreWizard';
import { sqlActions } from '../registration';
import type { Services } from '../services';
import type { Subject } from '../trees/node';
import type { Command } from './command';
import { runConfirmed } from './runConfirmed';

export const restore: Command = async (services, subject) => {
  const confirmed = await askRestore(services, startOf(services, subject));
  await runConfirmed(services, confirmed, (runId) => sqlActions(() => services.runs.get(runId)));
};

function startOf({ lakehouses }: Services, subject: Subject): RestoreStart | undefined {
  if (subject.kind !== 'backup' && subject.kind !== 'pastRun') return undefined;
  const { root, lakehouse } = subject;
  const known = entriesOf(lakehouses.list(), 'backup').find(({ entry }) => entry.location === root);
  return {
    backup: {
      name: known?.entry.name ?? path.basename(root),
      location: root,
      folder: known?.folder ?? lakehouse.label,
    },
    ...(subject.kind === 'pastRun' ? { run: subject.runId } : {}),
  };
}
