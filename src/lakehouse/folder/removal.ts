/**
 * Removes whole folders so that a kill half-way leaves nothing that could be taken for what was there: an old copy with all its tables and
 * its report goes out of sight at once, by one change of name, and nobody is reading it.
 *
 * `dropTable.ts` removes in another way, on purpose. The tables of a migrated database are known to others by their places, so each stays
 * under its name until it is gone, a reader finds the newest version or none, and what is left of it tells that its drop was begun: a new
 * name would hide a half-dropped source from whoever has to finish it.
 */

import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { removingName } from '../../overwatch/recognise';
import type { Storage } from '../../storage/storage';

/** A folder that is being removed already keeps its name; the folder above goes too if it holds nothing else. */
export async function removeFolder(storage: Storage, folder: string): Promise<void> {
  const name = path.basename(folder);
  const above = path.dirname(folder);
  const renamed = removingName(name, randomBytes(3).toString('hex'));
  const doomed = path.join(above, renamed);
  if (doomed !== folder) await storage.rename(folder, doomed);
  await storage.remove(doomed);
  await storage.removeEmpty(above);
}
