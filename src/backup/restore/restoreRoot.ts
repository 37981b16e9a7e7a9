/** Whether a restore may be written to a place: it must be empty, or hold what an interrupted restore of the same backup left there. */

import { asFault, Fault } from '../../base/fault';
import type { Lakehouse, TableEntry } from '../../lakehouse/lakehouse';
import { sameName } from '../../overwatch/names';
import { GLOBAL_SHARE } from '../../overwatch/recognise';
import type { AcceptedRoot } from '../planning/root';
import { unfinishedRestore } from './restoreNote';

/**
 * @param tables those of the backup at `from`
 * @throws Fault `bad-target` where the place and the backup lie within one another, and where it holds anything but an interrupted restore
 *   of this very backup that nobody has written to since.
 */
export async function checkRestoreRoot(
  root: string,
  { from, tables }: { readonly from: string; readonly tables: readonly TableEntry[] },
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<AcceptedRoot> {
  if (await lakehouse.overlaps(root, from)) {
    throw new Fault('bad-target', `The target ${root} and the backup ${from} lie within one another.`, {
      advice: 'Choose a target outside the backup.',
    });
  }
  const inspection = await lakehouse.inspectRoot(root, signal);
  if (inspection.state === 'absent' || inspection.state === 'empty') return { inspection, warnings: [] };
  const unfinished = await unfinishedRestore(root, lakehouse, signal);
  if (unfinished === undefined) {
    const holds = inspection.state === 'backup' ? 'it is a backup' : inspection.foreignNames.join(', ');
    throw new Fault('bad-target', `The target ${root} is not empty: ${holds}.`, {
      advice: 'Choose a new or an empty folder.',
    });
  }
  if (!(await lakehouse.overlaps(unfinished.from, from))) {
    throw new Fault('bad-target', `The target ${root} holds an unfinished restore of ${unfinished.from}.`, {
      advice: 'Choose another folder, or restore that backup to its end first.',
    });
  }
  await refuseWrittenSince(root, tables, lakehouse, signal);
  return {
    inspection,
    warnings: [
      `${root} holds a restore from the same backup that was interrupted; this one goes on with it.`,
    ],
  };
}

/** A restored table that someone writes to is a live one: to restore over it would lose what was written. */
async function refuseWrittenSince(
  root: string,
  tables: readonly TableEntry[],
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, location } of await lakehouse.tables(lakehouse.join(root, GLOBAL_SHARE), signal)) {
    const origin = tables.find((table) => sameName(table.name, name));
    if (origin !== undefined && (await isUntouched(location, origin.location, lakehouse, signal))) continue;
    throw new Fault('bad-target', `The table ${location} is not as the interrupted restore left it.`, {
      advice: 'Restore to a new or an empty folder.',
    });
  }
}

async function isUntouched(
  restored: string,
  original: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const [newest] = await lakehouse.history(restored, 1, signal);
    const { tableId } = await lakehouse.detail(original, 'latest', signal);
    return newest?.copy?.from.tableId === tableId;
  } catch (error) {
    // Nothing was committed to it yet.
    if (asFault(error).code === 'not-delta') return true;
    throw error;
  }
}
