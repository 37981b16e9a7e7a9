/** A later run of an incremental snapshot: finds what is new, brings it into the copy, and commits. */

import path from 'node:path';
import { Fault } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { Storage } from '../../storage/storage';
import type { AddFile } from '../actions';
import { commitPoint } from '../clone';
import { beginCopying } from '../cloneMarker';
import type { CommitPoint } from '../cloneState';
import { type Copied, copyFiles, NOTHING } from '../copyFiles';
import { deletionVectorFile } from '../deletionVector';
import { resolveDataPath } from '../paths';
import type { CloneProgress } from '../results';
import { parseSchema, physicalName, type StructField } from '../schema';
import type { Snapshot } from '../snapshot';
import { totals } from '../stats';
import { compareNewCopies, type Digest, keepContents } from '../verifyContents';
import { type Change, type ChangeRequest, changeByContent, changeSince } from './change';
import { commitIncrement } from './commit';
import type { CopiedVersion } from './copiedVersion';
import {
  type IncrementalMetrics,
  type IncrementalOutcome,
  type IncrementalRequest,
  keyFields,
} from './outcome';
import { type PlacedFiles, placeFiles } from './placeFiles';
import { planWork, type Work } from './planWork';
import { sweepRows } from './rowFolder';
import { type WrittenRows, workRows } from './rowWork';
import { type TargetState, targetState } from './targetState';

/** Of one run. */
interface Run {
  readonly storage: Storage;
  readonly source: Snapshot;
  readonly target: Snapshot;
  readonly copied: CopiedVersion;
  readonly state: TargetState;
  readonly keys: readonly StructField[];
  readonly at: CommitPoint;
  readonly onProgress: (progress: CloneProgress) => void;
  readonly signal: AbortSignal;
}

/**
 * @param copied which version of the source the copy stands for
 * @throws Fault, see `incrementalClone`.
 */
export async function increment(
  storage: Storage,
  request: IncrementalRequest & { readonly target: Snapshot },
  copied: CopiedVersion,
  onProgress: (progress: CloneProgress) => void,
  signal: AbortSignal,
): Promise<IncrementalOutcome> {
  const { source, target } = request;
  const sourceFields = parseSchema(source.table, source.metadata).fields;
  const keyNames = new Set(keyFields(request.write, sourceFields).map(physicalName));
  const state = targetState(source, target, keyNames.size > 0);
  const keys = state.fields.filter((field) => keyNames.has(physicalName(field)));
  // Values of both sides are compared in the wider type of the two.
  const fields = sourceFields.map((field) => withTypeOf(field, state.fields));
  const asked: ChangeRequest = { source, openSource: request.openSource, target, fields };
  const change =
    copied.kind === 'at'
      ? await changeSince(storage, copied.version, asked, signal)
      : await changeByContent(storage, copied.why, asked, signal);
  const at = await commitPoint(storage, target);
  const run: Run = { storage, source, target, copied, state, keys, at, onProgress, signal };
  const work = await planWork(storage, { source, target, state, keys }, change.newRows, fields, signal);
  if (work.files.length === 0 && work.rows === undefined)
    return await commitAll(run, change, NOTHING_COPIED, NOTHING_WRITTEN);
  const marker = await beginCopying(storage, target.table, source.metadata.id);
  const written = await writeAll(run, work);
  let isCommitting = false;
  try {
    const placed = await placeFiles(storage, source, work.files, target, at.version, marker, signal);
    const copies = await copyFiles(storage, target.table, placed, marker, onProgress, signal);
    if (request.sha256 !== undefined) await compareContents(run, placed, written, request.sha256);
    signal.throwIfAborted();
    isCommitting = true;
    const outcome = await commitAll(run, change, { adds: placed.adds, copies }, written);
    if (marker.interruptedSince !== undefined) await sweepRows(storage, target, at.version, written.folder);
    return outcome;
  } catch (error) {
    // A commit that failed may stand all the same, unless another writer was first; then files too many do no harm.
    const mayStand = isCommitting && !(error instanceof Fault && error.code === 'conflict');
    if (!mayStand && written.folder !== undefined)
      await storage.remove(path.join(target.table, written.folder));
    throw error;
  }
}

/** A source's column with the wider type that the copy has. */
function withTypeOf(field: StructField, wider: readonly StructField[]): StructField {
  const type = wider.find((other) => physicalName(other) === physicalName(field))?.type;
  return typeof field.type === 'string' && typeof type === 'string' ? { ...field, type } : field;
}

const NOTHING_WRITTEN: WrittenRows = {
  removed: [],
  written: [],
  hidden: [],
  folder: undefined,
  newRows: undefined,
  replacedRows: 0,
  replacedKeys: 0,
};

async function writeAll(run: Run, { rows }: Work): Promise<WrittenRows> {
  const { storage, source, target, state, keys, at, onProgress, signal } = run;
  if (rows === undefined) return NOTHING_WRITTEN;
  const work = { source, target, state, rows, keys, version: at.version, onProgress };
  return await workRows(storage, work, signal);
}

/** Before the commit, so that no content gets into the copy that was not compared. */
async function compareContents(
  { storage, source, target, signal }: Run,
  { needed }: PlacedFiles,
  { written, hidden }: WrittenRows,
  sha256: Digest,
): Promise<void> {
  const { table } = target;
  await compareNewCopies(storage, source.table, table, needed, sha256, signal);
  const files = [
    ...written.map((add) => resolveDataPath(table, add.path)),
    ...hidden.flatMap(
      ({ deletionVector }) => (deletionVector && deletionVectorFile(table, deletionVector)) ?? [],
    ),
  ];
  await keepContents(storage, table, [...new Set(files)], sha256, signal);
}

/** Files of the source that are now in the copy's folder. */
interface CopiedFiles {
  readonly adds: readonly AddFile[];
  readonly copies: Copied;
}

const NOTHING_COPIED: CopiedFiles = { adds: [], copies: NOTHING };

async function commitAll(
  run: Run,
  change: Change,
  { adds, copies }: CopiedFiles,
  written: WrittenRows,
): Promise<IncrementalOutcome> {
  const { storage, source, target, copied, state, keys, at } = run;
  const addedRows = adds.length === 0 ? (written.newRows ?? 0) : totals(adds).rows;
  const metrics: IncrementalMetrics = {
    addedRows,
    replacedRows: written.replacedRows,
    copiedFiles: copies.files,
    copiedBytes: copies.bytes,
    rewrittenFiles: written.removed.length - written.hidden.length,
    vectoredFiles: written.hidden.length,
    writtenFiles: written.written.length,
    writtenBytes: totals(written.written).bytes,
  };
  await commitIncrement(storage, {
    source,
    target,
    state,
    at,
    removed: written.removed,
    added: [...adds, ...written.written],
    hidden: written.hidden,
    isDataChange: addedRows !== 0,
    parameters: {
      ...(copied.kind === 'at' ? { fromVersion: String(copied.version) } : {}),
      mode: keys.length > 0 ? 'merge' : 'append',
      ...(keys.length > 0 ? { keys: JSON.stringify(keys.map((key) => key.name)) } : {}),
    },
    metrics,
  });
  const before = totals(target.files).rows;
  const isKnown = before !== undefined && addedRows !== undefined;
  return {
    kind: kindOf(metrics),
    version: at.version,
    sourceVersion: source.version,
    fromVersion: copied.kind === 'at' ? copied.version : undefined,
    warnings: warningsOf(change, written, keys),
    metrics,
    expectedRows: isKnown ? before + addedRows - written.replacedRows : undefined,
  };
}

function kindOf({ addedRows, replacedRows }: IncrementalMetrics): 'advanced' | 'appended' | 'merged' {
  if (replacedRows > 0) return 'merged';
  return addedRows === 0 ? 'advanced' : 'appended';
}

function warningsOf(change: Change, written: WrittenRows, keys: readonly StructField[]): string[] {
  const warnings = change.byContent === undefined ? [] : [change.byContent];
  const surplus = written.replacedRows - written.replacedKeys;
  if (surplus > 0) {
    const names = keys.map((key) => key.name).join(', ');
    warnings.push(
      `${formatCount(surplus, 'row')} more than there are keys were replaced: rows share their values of ${names}.`,
    );
  }
  return warnings;
}
