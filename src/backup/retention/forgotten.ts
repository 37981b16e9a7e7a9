/** The runs of a backup whose copies were removed to save space: their rows stay in the report, the files do not. */

import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { formatInstant } from '../instant';

const NOTE = 'forgotten';

/** When each was forgotten, epoch ms, by run id. */
export type ForgottenRuns = ReadonlyMap<string, number>;

/** @throws Fault `damaged` where the note cannot be read: nothing may be concluded from runs then. */
export async function readForgotten(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<ForgottenRuns> {
  const note = await lakehouse.readNote(root, NOTE, signal);
  if (note === undefined) return new Map();
  if (typeof note !== 'object' || note === null || !('runs' in note) || !isTimes(note.runs)) {
    throw new Fault('damaged', `The note of forgotten runs at ${root} cannot be understood.`, {
      advice: 'Bring .overwatch-backup/forgotten.json back from another copy, or remove it.',
    });
  }
  return new Map(Object.entries(note.runs));
}

function isTimes(value: unknown): value is Readonly<Record<string, number>> {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((at) => typeof at === 'number')
  );
}

/** Writes the note anew: `runs` are all that were ever forgotten, not only those that come to them. */
export async function writeForgotten(
  root: string,
  runs: ForgottenRuns,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<void> {
  await lakehouse.writeNote(root, NOTE, { runs: Object.fromEntries(runs) }, signal);
}

/** @throws Fault `not-found` for a run that was forgotten. */
export function refuseForgotten(id: string, forgotten: ForgottenRuns): void {
  const at = forgotten.get(id);
  if (at === undefined) return;
  throw new Fault('not-found', `Run ${id} was forgotten on ${formatInstant(at)}: its files are gone.`, {
    advice: 'Choose a run that was kept; overwatch-backup report lists them.',
  });
}
