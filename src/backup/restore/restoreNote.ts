/**
 * The note that a restore leaves at its target until every table is there: by it an interrupted restore is told from a place that holds
 * something else, and can go on.
 */

import type { Lakehouse } from '../../lakehouse/lakehouse';
import type { PlanOf } from '../plan';

const NOTE = 'restore';

/** The restore that a place holds a part of. */
export interface UnfinishedRestore {
  /** The root of the backup. */
  readonly from: string;
  readonly runId: string;
}

/** Undefined where none is unfinished. */
export async function unfinishedRestore(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<UnfinishedRestore | undefined> {
  const note = await lakehouse.readNote(root, NOTE, signal);
  if (typeof note !== 'object' || note === null || !('from' in note) || !('runId' in note)) return undefined;
  const { from, runId } = note;
  return typeof from === 'string' && typeof runId === 'string' ? { from, runId } : undefined;
}

/** Leaves the note, and marks the place as a database that is not whole yet. */
export async function beginRestore(
  { parameters: { root, from }, runId }: PlanOf<'restore'>,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<void> {
  const note: UnfinishedRestore = { from, runId };
  await lakehouse.writeNote(root, NOTE, note, signal);
  await lakehouse.markDatabase(root, 'unfinished', signal);
}

/** Marks the database as whole, and takes the note away. */
export async function endRestore(
  { parameters: { root } }: PlanOf<'restore'>,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<void> {
  await lakehouse.markDatabase(root, 'whole', signal);
  await lakehouse.removeNote(root, NOTE, signal);
}
