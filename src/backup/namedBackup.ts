/**
 * Whether a place that was named as a backup is one. Often enough it is the prefix of bronze backups in dated folders, of which each is a
 * backup of its own: then the newest of them is named.
 */

import { Fault } from '../base/fault';
import type { Lakehouse, TableEntry } from '../lakehouse/lakehouse';
import { PIPELINE_REPORT } from '../overwatch/catalog';
import { sameName } from '../overwatch/names';
import { datedFoldersIn } from './datedCopies';

type Places = Pick<Lakehouse, 'folders' | 'join'>;

/** @param tables those in the `data` of the place. @throws Fault `not-overwatch` where `pipeline_report` is not among them. */
export async function requireBackup(
  tables: readonly TableEntry[],
  place: string,
  lakehouse: Places,
  signal: AbortSignal,
): Promise<void> {
  if (tables.some(({ name }) => sameName(name, PIPELINE_REPORT))) return;
  const holds = tables.length === 0 ? 'it holds no tables' : `it holds no table ${PIPELINE_REPORT}`;
  const otherwise = 'Name the root of a backup: the folder in which data and clone_report lie.';
  throw new Fault('not-overwatch', `${place} is no backup of an Overwatch database: ${holds}.`, {
    advice: await adviceOnPlace(place, otherwise, lakehouse, signal),
  });
}

/** What to tell who named a place that is no backup; `otherwise` where it holds no dated copies either. */
export async function adviceOnPlace(
  place: string,
  otherwise: string,
  lakehouse: Places,
  signal: AbortSignal,
): Promise<string> {
  const newest = await newestDatedCopy(place, lakehouse, signal);
  if (newest === undefined) return otherwise;
  return `It holds dated copies, each a backup of its own: name one of them, such as the newest, ${newest}.`;
}

async function newestDatedCopy(
  prefix: string,
  lakehouse: Places,
  signal: AbortSignal,
): Promise<string | undefined> {
  let newest: { readonly location: string; readonly takenAt: number } | undefined;
  for (const { location, takenAt } of await datedFoldersIn(prefix, lakehouse, signal)) {
    if (takenAt !== undefined && takenAt >= (newest?.takenAt ?? 0)) newest = { location, takenAt };
  }
  return newest?.location;
}
