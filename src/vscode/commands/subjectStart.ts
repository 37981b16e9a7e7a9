/** What a wizard that asks for a process need not ask for, where its command was started from a database or a backup. */

import { lastPart } from '../../lakehouse/placeText';
import { entriesOf } from '../lakehouses';
import type { SubjectStart } from '../pickers/subjectDraft';
import type { PlaceChoice } from '../pickers/wizard';
import type { Services } from '../services';
import type { BackupSubject, Subject } from '../trees/node';

export function startOf(services: Services, subject: Subject): SubjectStart | undefined {
  switch (subject.kind) {
    case 'database': {
      const { name, location, folder } = subject;
      return { database: { name, location, folder } };
    }
    case 'backup':
      return { backup: backupPlace(services, subject) };
    default:
      return undefined;
  }
}

/** A backup as the pickers know it. */
export function backupPlace({ lakehouses }: Services, { root, lakehouse }: BackupSubject): PlaceChoice {
  const known = entriesOf(lakehouses.list(), 'backup').find(
    (one) => one.entry.location === root && one.lakehouse.host === lakehouse.host,
  );
  return {
    name: known?.entry.name ?? lastPart(root),
    location: root,
    folder: known?.folder ?? lakehouses.addressOf(lakehouse),
  };
}
