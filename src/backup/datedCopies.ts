/** The folders of bronze backups that each run makes anew, `<prefix>/<yyyy-MM-dd>/<epoch ms>`: each a backup of its own. */

import type { Lakehouse } from '../lakehouse/lakehouse';
import { datedInstant } from '../overwatch/recognise';

/** A folder in one of the days of a prefix. */
export interface DatedFolder {
  readonly location: string;
  readonly name: string;
  /** Epoch ms; undefined for a folder that is called otherwise, such as one whose removal was begun. */
  readonly takenAt: number | undefined;
}

/** What lies in the days of a prefix, in the order of the folders' listing; nothing where it has none or does not exist. */
export async function datedFoldersIn(
  prefix: string,
  lakehouse: Pick<Lakehouse, 'folders' | 'join'>,
  signal: AbortSignal,
): Promise<DatedFolder[]> {
  const found: DatedFolder[] = [];
  for (const day of await lakehouse.folders(prefix, signal)) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) continue;
    const above = lakehouse.join(prefix, day);
    for (const name of await lakehouse.folders(above, signal)) {
      found.push({ location: lakehouse.join(above, name), name, takenAt: datedInstant(day, name) });
    }
  }
  return found;
}
