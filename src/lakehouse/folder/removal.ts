/** Removes whole folders so that a kill half-way leaves nothing that could be taken for what was there. */

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
