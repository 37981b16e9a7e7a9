/**
 * Whether a database may be migrated to a place: it must be empty, or hold what an earlier migration of the same database left there that
 * nobody has written to since.
 */

import { asFault, Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { GLOBAL_SHARE } from '../../overwatch/recognise';
import { readNewest } from '../journal/journalWriter';
import type { Copy } from '../planning/copyPlan';
import type { AcceptedRoot } from '../planning/root';

/**
 * @throws Fault `bad-target` where the place and the database lie within one another, where it holds something else or a table that was
 *   written to, and where a migration was interrupted that should be resumed.
 */
export async function checkMigrationRoot(
  root: string,
  database: string,
  copies: readonly Copy[],
  lakehouse: Lakehouse,
  { signal }: { readonly signal: AbortSignal },
): Promise<AcceptedRoot> {
  if (await lakehouse.overlaps(root, database)) {
    throw new Fault('bad-target', `The target ${root} and the database ${database} lie within one another.`, {
      advice: 'Choose a target outside the database.',
    });
  }
  const inspection = await lakehouse.inspectRoot(root, signal);
  if (inspection.state === 'absent' || inspection.state === 'empty') return { inspection, warnings: [] };
  const others = inspection.foreignNames.filter((name) => name !== GLOBAL_SHARE);
  if (others.length > 0) throw somethingElse(root, others.join(', '));
  if (!(await isEarlierMigration(root, database, lakehouse, signal))) return { inspection, warnings: [] };
  for (const copy of copies) await refuseWrittenTo(copy, lakehouse, signal);
  return {
    inspection,
    warnings: [`${root} holds an earlier migration of this database; what changed since is copied.`],
  };
}

/** Whether an earlier migration of this database ended there; a run that was killed before it began counts as none. */
async function isEarlierMigration(
  root: string,
  database: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<boolean> {
  const newest = await readNewest(root, lakehouse, signal);
  if (newest === undefined && (await lakehouse.folders(root, signal)).every((name) => name.startsWith('.')))
    return false;
  if (newest?.plan.process !== 'migrate') throw somethingElse(root, 'it is not empty');
  const { location } = newest.plan.parameters.database;
  if (!(await lakehouse.overlaps(location, database)))
    throw somethingElse(root, `a migration of ${location}`);
  if (newest.status !== undefined) return true;
  throw new Fault('bad-target', `The migration ${newest.plan.runId} to ${root} was interrupted.`, {
    advice: 'Resume it: it goes on where it stopped.',
  });
}

function somethingElse(root: string, what: string): Fault {
  return new Fault('bad-target', `The target ${root} holds something else: ${what}.`, {
    advice: 'Choose a new or an empty folder.',
  });
}

/** A table that Overwatch writes to at its new place must not be replaced by the old one. */
async function refuseWrittenTo({ target }: Copy, lakehouse: Lakehouse, signal: AbortSignal): Promise<void> {
  if ((await lakehouse.placeKind(target, signal)) !== 'table') return;
  try {
    const [newest] = await lakehouse.history(target, 1, signal);
    if (newest?.copy !== undefined) return;
  } catch (error) {
    // Nothing was committed to it yet.
    if (asFault(error).code === 'not-delta') return;
    throw error;
  }
  throw new Fault('bad-target', `The table ${target} was written to since it was migrated.`, {
    advice: 'The database lives there now. To begin anew, choose another target.',
  });
}
