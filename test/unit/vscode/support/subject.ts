/** A process as the wizards ask for it. */

import type { Subject } from '../../../../src/generate/subject';
import { newSubject, toSubject, withDraft } from '../../../../src/vscode/pickers/subjectDraft';

/** A full snapshot of `overwatch_etl` in the folder `/mnt/lake` to `/mnt/backup`. */
export function fullSnapshot(): Subject {
  const database = { name: 'overwatch_etl', location: '/mnt/lake/ow', folder: '/mnt/lake' };
  const start = newSubject({ database });
  return toSubject(withDraft(start, 'snapshot', { ...start.drafts.snapshot, root: '/mnt/backup' }), 'here');
}
