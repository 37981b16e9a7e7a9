/** Clones a table by one statement: Databricks' DEEP CLONE, or a SELECT where the server does not know it. */

import { asFault, Fault } from '../../base/fault';
import { formatOrigin, ORIGIN_PROPERTY } from '../../delta/origin';
import type { CloneMetrics, CloneProgress, CloneRequest, CloneResult } from '../lakehouse';
import { readChanges, readOrigin } from './changes';
import { type NewestDetail, readNewestDetail } from './detail';
import { parseLocation, pathsOverlap } from './places';
import { readProperties } from './properties';
import { numberIn, type Row, repeatable } from './sql';
import * as statements from './statements';
import { findVersion, readHistory } from './versions';
import type { Warehouse } from './warehouse';

export async function cloneStatement(
  request: CloneRequest,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<string> {
  return await statementOf(
    request,
    await readNewestDetail(request.source, warehouse, signal),
    warehouse,
    signal,
  );
}

export async function clone(
  request: CloneRequest,
  onProgress: (progress: CloneProgress) => void,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<CloneResult> {
  const { source, sourceVersion, target } = request;
  refuseSamePlace(request, source);
  const detail = await readNewestDetail(source, warehouse, signal);
  refuseSamePlace(request, detail.path);
  await findVersion(source, { version: sourceVersion }, warehouse, signal);
  const text = await statementOf(request, detail, warehouse, signal);
  // It may be run again: the second time copies nothing, or the same once more.
  const [told] = await warehouse.sql.run(repeatable(text), signal);
  const [newest] = await readHistory(target, 1, warehouse, signal);
  if (newest === undefined) throw new Fault('verify-failed', `${target} has no commit after it was cloned.`);
  const metrics = metricsIn(told) ?? newest.copy?.metrics ?? NOTHING;
  const { numCopiedFiles: copiedFiles, copiedFilesSize: copiedBytes } = metrics;
  onProgress({
    phase: 'copying',
    copiedFiles,
    totalFiles: copiedFiles,
    copiedBytes,
    totalBytes: copiedBytes,
  });
  return { metrics, targetVersion: newest.version, warnings: [] };
}

const NOTHING: CloneMetrics = {
  sourceTableSize: 0,
  sourceNumOfFiles: 0,
  numRemovedFiles: 0,
  numCopiedFiles: 0,
  removedFilesSize: 0,
  copiedFilesSize: 0,
};

/** The row that CLONE answers with; undefined for any other answer. */
function metricsIn(row: Row | undefined): CloneMetrics | undefined {
  const sourceTableSize = numberIn(row, 'source_table_size');
  if (sourceTableSize === undefined) return undefined;
  return {
    sourceTableSize,
    sourceNumOfFiles: numberIn(row, 'source_num_of_files') ?? 0,
    numRemovedFiles: numberIn(row, 'num_removed_files') ?? 0,
    numCopiedFiles: numberIn(row, 'num_copied_files') ?? 0,
    removedFilesSize: numberIn(row, 'removed_files_size') ?? 0,
    copiedFilesSize: numberIn(row, 'copied_files_size') ?? 0,
  };
}

async function statementOf(
  { source, sourceVersion, target }: CloneRequest,
  detail: NewestDetail,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<string> {
  const origin = formatOrigin({ location: source, tableId: detail.tableId, version: sourceVersion });
  const cloning = { source, sourceVersion, target, properties: { [ORIGIN_PROPERTY]: origin } };
  if ((await warehouse.dialect(signal)).deepClone) return statements.deepClone(cloning);
  const properties = { ...(await readProperties(source, warehouse, signal)), ...cloning.properties };
  return statements.cloneBySelect({ ...cloning, properties }, detail);
}

/** @param place the source's location, or the path where it is stored */
function refuseSamePlace({ source, target }: CloneRequest, place: string): void {
  const [from, to] = [parseLocation(place), parseLocation(target)];
  const isSame =
    from.kind === 'path' && to.kind === 'path' ? pathsOverlap(from.path, to.path) : source === target;
  if (!isSame) return;
  throw new Fault(
    'bad-target',
    `The table ${source} cannot be copied to ${target}, which lies in the same place.`,
    {
      advice: 'Choose a target outside the source.',
    },
  );
}

/** At most: what came into the source since the version that the copy is of, or all of it where that is not known. */
export async function bytesToCopy(
  request: CloneRequest,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<number> {
  const { source, sourceVersion, target } = request;
  const { bytes, tableId } = await readNewestDetail(source, warehouse, signal);
  if (!(await warehouse.dialect(signal)).deepClone) return bytes;
  try {
    const origin = await readOrigin(target, warehouse, signal);
    if (origin?.tableId !== tableId || origin.version > sourceVersion) return bytes;
    if (origin.version === sourceVersion) return 0;
    const { addedBytes } = await readChanges(source, origin.version, sourceVersion, warehouse, signal);
    return Math.min(addedBytes, bytes);
  } catch (error) {
    if (['not-delta', 'not-found', 'no-such-version'].includes(asFault(error).code)) return bytes;
    throw error;
  }
}
