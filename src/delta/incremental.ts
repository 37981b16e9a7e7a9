/**
 * The incremental snapshot: brings an accumulating copy up to a version of its source. Rows that are new since the copy's last version come in,
 * rows that the source has deleted stay, and the cost follows what has changed.
 *
 * New rows are those of the source now less those it had at the last snapshot, as multisets. They are added; or, with keys, they replace the
 * copy's rows of the same key. One commit does it all, and says which version of the source the copy now stands for.
 */

import { Fault } from '../base/fault';
import type { Storage } from '../storage/storage';
import { deepClone } from './clone';
import { copyingSince, endCopying } from './cloneMarker';
import { keepNote } from './incremental/checkpointNote';
import { progressOf } from './incremental/commit';
import { assertNotBackwards, copiedVersion } from './incremental/copiedVersion';
import { increment } from './incremental/increment';
import { type IncrementalOutcome, type IncrementalRequest, keyFields } from './incremental/outcome';
import { accumulatingProperties } from './incremental/targetState';
import type { CloneProgress, Verification } from './results';
import { parseSchema } from './schema';
import { openSnapshot } from './snapshot';
import { totals } from './stats';
import { verifyTable } from './verify';
import { compareNewCopies } from './verifyContents';

export type {
  IncrementalMetrics,
  IncrementalOutcome,
  IncrementalRequest,
  WriteMode,
} from './incremental/outcome';

/**
 * Brings a copy up to a version of its source. Without a new version it is a matter of milliseconds.
 *
 * @throws Fault `source-replaced`, `schema-changed`, `unsupported-feature`, `damaged`, `conflict`, `no-space`, `no-permission`, `cancelled`; the copy is then
 * what it was.
 */
export async function incrementalClone(
  storage: Storage,
  request: IncrementalRequest,
  onProgress: (progress: CloneProgress) => void,
  signal: AbortSignal,
): Promise<IncrementalOutcome> {
  const outcome = await run(storage, request, onProgress, signal);
  await keepNote(storage, request.checkpointDirectory, {
    sourceTableId: request.source.metadata.id,
    sourceVersion: outcome.sourceVersion,
    targetVersion: outcome.version,
    committedAt: new Date().toISOString(),
  });
  return outcome;
}

async function run(
  storage: Storage,
  request: IncrementalRequest,
  onProgress: (progress: CloneProgress) => void,
  signal: AbortSignal,
): Promise<IncrementalOutcome> {
  const { source, target, checkpointDirectory } = request;
  if (target === undefined) return await firstCopy(storage, request, onProgress, signal);
  const copied = await copiedVersion(storage, target, source.metadata.id, checkpointDirectory, signal);
  if (copied.kind === 'at') {
    assertNotBackwards(source, copied.version);
    if (copied.isRecorded && copied.version === source.version) {
      const isVerified = (await copyingSince(storage, target.table)) === undefined;
      const { version } = target;
      return { kind: 'unchanged', version, sourceVersion: source.version, warnings: [], isVerified };
    }
  }
  return await increment(storage, { ...request, target }, copied, onProgress, signal);
}

async function firstCopy(
  storage: Storage,
  { source, table, write, sha256 }: IncrementalRequest,
  onProgress: (progress: CloneProgress) => void,
  signal: AbortSignal,
): Promise<IncrementalOutcome> {
  const merges = keyFields(write, parseSchema(source.table, source.metadata).fields).length > 0;
  const configuration = accumulatingProperties(source.metadata, merges);
  const accumulating = { ...source, metadata: { ...source.metadata, configuration } };
  const clone = await deepClone(storage, accumulating, table, undefined, onProgress, signal, {
    keepsNote: true,
    actions: [{ txn: progressOf(source, Date.now()) }],
    // Later, a copy that is not right would stand, and the next run would find that nothing is new.
    beforeCommit: async (files) => {
      if (sha256 !== undefined) await compareNewCopies(storage, source.table, table, files, sha256, signal);
    },
  });
  const expectedRows = totals(source.files).rows;
  return { kind: 'first', ...clone, sourceVersion: source.version, warnings: [], expectedRows };
}

/**
 * Checks a copy after an incremental snapshot, from the disk: that it is the version which was committed, every file is there and of the right
 * length, and it has the rows it should have by what was done. Only then the note that tells of the copying goes: a run that finds nothing new
 * beside it has to verify the copy first.
 *
 * @param table the copy's folder
 * @param expected the version that was committed, and its rows as far as they are known
 * @throws Fault `verify-failed`, `damaged`.
 */
export async function verifyIncremental(
  storage: Storage,
  table: string,
  expected: { readonly version: number; readonly expectedRows?: number | undefined },
  signal: AbortSignal,
): Promise<Verification> {
  const target = await openSnapshot(storage, table, signal);
  const { version, expectedRows } = expected;
  if (target.version !== version) {
    throw new Fault(
      'verify-failed',
      `The newest version of ${table} is ${target.version}, not ${version}, which the snapshot left.`,
      {
        advice:
          'Another writer changed the copy meanwhile. Make sure that only one backup writes there, then run it again.',
      },
    );
  }
  const verification = await verifyTable(storage, target, signal);
  if (expectedRows === undefined || verification.rows === expectedRows) {
    await endCopying(storage, table);
    return verification;
  }
  throw new Fault(
    'verify-failed',
    `${table} has ${verification.rows} rows where it should have ${expectedRows}.`,
    {
      advice: 'Take a full snapshot that replaces this copy.',
    },
  );
}
