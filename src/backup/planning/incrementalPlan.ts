/** What planning an incremental step has of its own: what is new in the source since the copy's last snapshot. */

import { asFault } from '../../base/fault';
import type {
  CloneRequest,
  Lakehouse,
  Origin,
  TableDetail,
  TableMoment,
  WriteMode,
} from '../../lakehouse/lakehouse';
import type { ReadyToClone } from '../plan';
import { incrementalStatement } from './statements';

/** Pins a table for an incremental step. @throws whatever the lakehouse throws for a source that cannot be read. */
export async function readIncrementalState(
  { source, target }: Pick<CloneRequest, 'source' | 'target'>,
  write: WriteMode,
  moment: TableMoment,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<ReadyToClone> {
  const detail = await lakehouse.detail(source, moment, signal);
  const { version, bytes, files, rows } = detail;
  const request: CloneRequest = { source, sourceVersion: version, target };
  const origin = await originOf(target, lakehouse, signal);
  const statement =
    origin === undefined
      ? await lakehouse.cloneStatement(request, signal)
      : incrementalStatement(request, origin.version, write);
  const bytesToCopy = await newBytes(detail, origin, lakehouse, signal);
  return { ready: true, sourceVersion: version, bytes, files, rows, bytesToCopy, statement };
}

async function originOf(
  target: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<Origin | undefined> {
  if ((await lakehouse.placeKind(target, signal)) !== 'table') return undefined;
  try {
    return await lakehouse.origin(target, signal);
  } catch (error) {
    // A killed first run may have left an empty log.
    if (asFault(error).code === 'not-delta') return undefined;
    throw error;
  }
}

/** Bytes of the files that came into the source since the copy's version; of the whole table where that version is gone. */
async function newBytes(
  { location, version, bytes, tableId }: TableDetail,
  origin: Origin | undefined,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<number> {
  if (origin === undefined || origin.tableId !== tableId || origin.version > version) return bytes;
  if (origin.version === version) return 0;
  try {
    return (await lakehouse.changes(location, origin.version, version, signal)).addedBytes;
  } catch (error) {
    if (asFault(error).code === 'no-such-version' || asFault(error).code === 'damaged') return bytes;
    throw error;
  }
}
