/**
 * Proof that a table is what it should be: a clone by comparison with the version it was made from, any table by its own log.
 *
 * Nothing that a copy remembered is trusted here: the log is read again from the disk and every file is looked up.
 */

import path from 'node:path';
import { mapLimit } from '../base/concurrency';
import { Fault } from '../base/fault';
import type { Storage } from '../storage/storage';
import { relocateVector, targetNames } from './cloneFiles';
import { deletionVectorFile } from './deletionVector';
import { resolveDataPath } from './paths';
import type { Verification } from './results';
import { deletionVectorId, fileKey, type Snapshot } from './snapshot';
import { totals } from './stats';

const CONCURRENT_LOOKUPS = 16;
const CONCURRENT_HASHES = 2;

/** Gives the digest of a file's contents. */
export type Digest = (file: string, signal: AbortSignal) => Promise<string>;

/**
 * Compares a clone with its source: the same logical files, every physical file there and of the right length, the same number of rows.
 *
 * @param sha256 compares contents too, by this function's digests; left out, contents are not read
 * @throws Fault `verify-failed`, naming the file; `damaged`.
 */
export async function verifyClone(
  storage: Storage,
  source: Snapshot,
  target: Snapshot,
  signal: AbortSignal,
  sha256?: Digest,
): Promise<Verification> {
  if (
    target.commitInfo?.operation !== 'CLONE' ||
    target.commitInfo.operationParameters?.sourceVersion !== String(source.version)
  ) {
    throw new Fault(
      'verify-failed',
      `The newest version of ${target.table} is not the clone of version ${source.version}.`,
      {
        advice:
          'Another writer changed the copy meanwhile. Make sure that only one backup writes there, then run it again.',
      },
    );
  }
  const pairs = matchFiles(source, target);
  const verification = await verifyTable(storage, target, signal);
  const expected = totals(source.files);
  if (expected.rows !== verification.rows) {
    throw new Fault(
      'verify-failed',
      `${target.table} has ${verification.rows} rows where the source has ${expected.rows}.`,
      { advice: 'Run the snapshot again.' },
    );
  }
  if (sha256 === undefined) return verification;
  await mapLimit(pairs, CONCURRENT_HASHES, (pair) => compareContents(pair, sha256, signal), signal);
  return { ...verification, checksum: true };
}

/** A file of the source and its copy, both absolute. */
interface FilePair {
  readonly original: string;
  readonly copy: string;
}

/** Pairs every logical file of the source with its copy. @throws Fault `verify-failed` where one side has a file that the other lacks. */
function matchFiles(source: Snapshot, target: Snapshot): FilePair[] {
  const copies = new Map(target.files.map((add) => [fileKey(target.table, add), add]));
  const pairs: FilePair[] = [];
  for (const add of source.files) {
    const names = targetNames(source.table, add);
    const vector = relocateVector(source.table, add.deletionVector);
    const suffix = vector === undefined ? '' : `\n${deletionVectorId(vector.descriptor)}`;
    const key = [names.own, names.other]
      .map((name) => name + suffix)
      .find((name) => copies.get(name)?.size === add.size);
    const copy = key === undefined ? undefined : copies.get(key);
    if (key === undefined || copy === undefined) {
      throw new Fault(
        'verify-failed',
        `${target.table} lacks the file ${add.path} of version ${source.version} of the source.`,
      );
    }
    copies.delete(key);
    pairs.push({
      original: resolveDataPath(source.table, add.path),
      copy: resolveDataPath(target.table, copy.path),
    });
    if (vector?.file !== undefined) {
      pairs.push({ original: vector.file.from, copy: path.join(target.table, vector.file.to) });
    }
  }
  const [surplus] = copies.values();
  if (surplus === undefined) return pairs;
  throw new Fault(
    'verify-failed',
    `${target.table} names ${surplus.path}, which version ${source.version} of the source does not.`,
  );
}

async function compareContents(
  { original, copy }: FilePair,
  sha256: Digest,
  signal: AbortSignal,
): Promise<void> {
  const [wanted, found] = [await sha256(original, signal), await sha256(copy, signal)];
  if (wanted === found) return;
  throw new Fault('verify-failed', `The contents of ${copy} differ from those of ${original}.`, {
    advice: `Remove ${copy}, then run the snapshot again: it copies what is missing.`,
  });
}

/**
 * Checks that every file a snapshot names is there and has the length that the log states.
 *
 * @throws Fault `damaged`, naming the first file that is missing or of another length.
 */
export async function verifyTable(
  storage: Storage,
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<Verification> {
  const { table, files } = snapshot;
  const lengths = new Map<string, number>();
  for (const add of files) {
    lengths.set(resolveDataPath(table, add.path), add.size);
  }
  const vectors = new Set(
    files.flatMap(
      ({ deletionVector }) => (deletionVector && deletionVectorFile(table, deletionVector)) ?? [],
    ),
  );
  await mapLimit(
    [...lengths],
    CONCURRENT_LOOKUPS,
    ([file, bytes]) => lookUp(storage, table, file, bytes),
    signal,
  );
  await mapLimit([...vectors], CONCURRENT_LOOKUPS, (file) => lookUp(storage, table, file, undefined), signal);
  return { ...totals(files), checksum: false };
}

async function lookUp(
  storage: Storage,
  table: string,
  file: string,
  bytes: number | undefined,
): Promise<void> {
  const stat = await storage.stat(file);
  const advice =
    'Bring the file back from the storage’s own versions or another copy, or take a new snapshot of this table.';
  if (stat === undefined)
    throw new Fault('damaged', `The table ${table} is damaged: ${file} is missing.`, { advice });
  if (bytes !== undefined && stat.size !== bytes) {
    const message = `The table ${table} is damaged: ${file} has ${stat.size} bytes instead of ${bytes}.`;
    throw new Fault('damaged', message, { advice });
  }
}
