/** Clones a table by one statement: Databricks' DEEP CLONE, or a SELECT where the server does not know it. */

import { asFault, Fault } from '../../base/fault';
import { formatOrigin, ORIGIN_PROPERTY } from '../../delta/origin';
import type { CloneMetrics, CloneProgress, CloneRequest, CloneResult } from '../lakehouse';
import { readChanges, readOrigin } from './changes';
import { type NewestDetail, readNewestDetail } from './detail';
import { parseLocation, pathsOverlap } from './places';
import { readProperties, type TableProperties } from './properties';
import { numberIn, type Row, repeatable } from './sql';
import * as statements from './statements';
import { aboutTable, readNewestCommit } from './versions';
import type { Warehouse } from './warehouse';

export async function cloneStatement(
  request: CloneRequest,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<string> {
  const detail = await readNewestDetail(request.source, warehouse, signal);
  return (await cloningOf(request, detail, warehouse, signal)).statement;
}

export async function clone(
  request: CloneRequest,
  onProgress: (progress: CloneProgress) => void,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<CloneResult> {
  const { source, target } = request;
  refuseSamePlace(request, source);
  const detail = await readNewestDetail(source, warehouse, signal);
  refuseSamePlace(request, detail.path);
  const { statement, origin, warnings } = await cloningOf(request, detail, warehouse, signal);
  const told = await runClone(statement, source, warehouse, signal);
  const newest = await readNewestCommit(target, warehouse, signal, origin);
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
  return { metrics, targetVersion: newest.version, warnings };
}

/** It may be run again: the second time copies nothing, or the same once more. The server refuses a version that it no longer has. */
async function runClone(statement: string, source: string, { sql }: Warehouse, signal: AbortSignal) {
  try {
    return (await sql.run(repeatable(statement), signal))[0];
  } catch (error) {
    throw asFault(error).code === 'no-such-version' ? aboutTable(error, source) : error;
  }
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

interface CloningOf {
  readonly statement: string;
  /** What the copy notes of its source. */
  readonly origin: string;
  /** What does not come along. */
  readonly warnings: readonly string[];
}

async function cloningOf(
  { source, sourceVersion, target }: CloneRequest,
  detail: NewestDetail,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<CloningOf> {
  const origin = formatOrigin({ location: source, tableId: detail.tableId, version: sourceVersion });
  const cloning = { source, sourceVersion, target, properties: { [ORIGIN_PROPERTY]: origin } };
  if ((await warehouse.dialect(signal)).deepClone)
    return { statement: statements.deepClone(cloning), origin, warnings: [] };
  const found = await readProperties(source, warehouse, signal);
  const withOwn = { ...cloning, properties: { ...found.properties, ...cloning.properties } };
  return {
    statement: statements.cloneBySelect(withOwn, detail),
    origin,
    warnings: lostBySelect(source, found),
  };
}

function lostBySelect(source: string, { constraints, hidden }: TableProperties): string[] {
  const how = `${source} was copied by SELECT, since the server has no DEEP CLONE`;
  const named = Object.entries(constraints).map(([name, condition]) => `${name} CHECK (${condition})`);
  return [
    ...(named.length === 0 ? [] : [`${how}: its constraints are not copied: ${named.join(', ')}.`]),
    ...(hidden.length === 0
      ? []
      : [`${how}: properties that it does not show are not copied: ${hidden.join(', ')}.`]),
  ];
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
