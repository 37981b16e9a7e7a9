/**
 * Which version of the source an accumulating copy stands for: its own log says so, in the same commit that brought the rows.
 *
 * The newest commit of ours names source and version. Where the copy's log no longer holds one, the `txn` action does, which outlives every
 * clean-up. A copy that Overwatch began says it in the checkpoint of its stream.
 */

import { Fault } from '../../base/fault';
import type { Storage } from '../../storage/storage';
import { isVoid } from '../actions';
import { originIn, readOrigin } from '../origin';
import type { Snapshot } from '../snapshot';
import { START_ANEW } from './evolve';
import { readStreamProgress } from './streamingCheckpoint';

export type CopiedVersion =
  | { readonly kind: 'at'; readonly version: number; readonly isRecorded: boolean }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * @param checkpointDirectory where a stream that filled the copy would have kept its progress
 * @throws Fault `source-replaced` where the copy was made from another table.
 */
export async function copiedVersion(
  storage: Storage,
  target: Snapshot,
  sourceTableId: string,
  checkpointDirectory: string,
  signal: AbortSignal,
): Promise<CopiedVersion> {
  const origin = originIn(target.commitInfo) ?? (await readOrigin(storage, target.table, signal));
  if (origin?.tableId !== undefined) {
    if (origin.tableId !== sourceTableId) throw sourceReplaced(target.table, origin.tableId, sourceTableId);
    return { kind: 'at', version: origin.version, isRecorded: true };
  }
  const recorded = target.transactions.get(sourceTableId);
  if (origin === undefined && recorded !== undefined && !isVoid(recorded)) {
    return { kind: 'at', version: Number(recorded.version), isRecorded: true };
  }
  const stream = await readStreamProgress(storage, checkpointDirectory);
  switch (stream.kind) {
    case 'none':
      return { kind: 'unknown', why: 'The copy does not say which version of the source it stands for' };
    case 'unclear':
      return {
        kind: 'unknown',
        why: `The copy was made by a stream whose progress is unclear: ${stream.why}`,
      };
    case 'at':
      if (stream.sourceTableId !== sourceTableId)
        throw sourceReplaced(target.table, stream.sourceTableId, sourceTableId);
      return { kind: 'at', version: stream.version, isRecorded: false };
  }
}

function sourceReplaced(copy: string, before: string, now: string): Fault {
  return new Fault(
    'source-replaced',
    `The source is another table than the one ${copy} was copied from: its id is ${now} and was ${before}.`,
    { advice: START_ANEW },
  );
}

/** Throws where the source has an older version than the one that was copied, as after it was put back from elsewhere. @throws Fault `source-replaced`. */
export function assertNotBackwards(source: Snapshot, copied: number): void {
  if (source.version >= copied) return;
  throw new Fault(
    'source-replaced',
    `Version ${source.version} of ${source.table} is older than version ${copied}, up to which it was copied already.`,
    { advice: START_ANEW },
  );
}
