/**
 * Proof that a table is what it should be: a clone by comparison with the version it was made from, any table by its own log.
 *
 * Nothing that a copy remembered is trusted here: the log is read again from the disk and every file is looked up.
 */

import path from 'node:path';
import { mapLimit } from '../base/concurrency';
import { Fault } from '../base/fault';
import type { Storage } from '../storage/storage';
import { readChecksums } from './checksums';
import { relocateVector, targetNames } from './cloneFiles';
import { deletionVectorEnd, deletionVectorFile } from './deletionVector';
import { resolveDataPath } from './paths';
import type { Verification } from './results';
import { deletionVectorId, fileKey, type Snapshot } from './snapshot';
import { totals } from './stats';
import { compareCopies, compareWithKept, type Digest, type FilePair } from './verifyContents';

const CONCURRENT_LOOKUPS = 16;

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
  await compareCopies(storage, source.table, target.table, pairs, sha256, signal);
  return { ...verification, checksum: true };
}

/** Pairs every logical file of the source with its copy. @throws Fault `verify-failed` where one side has a file that the other lacks. */
function matchFiles(source: Snapshot, target: Snapshot): FilePair[] {
  const copies = new Map(target.files.map((add) => [fileKey(target.table, add), add]));
  const pairs: FilePair[] = [];
  for (const add of source.files) {
    const names = targetNames(source.table, add);
    const vector = relocateVector(source.table, add.deletionVector);
    const suffix = vector === undefined ? '' : `\n${deletionVectorId(vector.descriptor)}`;
    const isCopy = (name: string) => copies.get(name + suffix)?.size === add.size;
    const key = (isCopy(names.own) ? names.own : names.other) + suffix;
    const copy = copies.get(key);
    if (copy?.size !== add.size) {
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

/**
 * Checks that every file a snapshot names is there and has the length that the log states.
 *
 * @param sha256 compares contents too, with the checksums that were kept when the files were copied; left out, contents are not read
 * @throws Fault `damaged`, naming the first file that is missing, of another length or of other contents.
 */
export async function verifyTable(
  storage: Storage,
  snapshot: Snapshot,
  signal: AbortSignal,
  sha256?: Digest,
): Promise<Verification> {
  const { table, files } = snapshot;
  const lengths = new Map<string, number>();
  /** A file may hold several vectors; it must reach to the end of the last one. */
  const ends = new Map<string, number>();
  for (const { path: name, size, deletionVector } of files) {
    lengths.set(resolveDataPath(table, name), size);
    if (deletionVector === undefined) continue;
    const file = deletionVectorFile(table, deletionVector);
    if (file !== undefined) ends.set(file, Math.max(ends.get(file) ?? 0, deletionVectorEnd(deletionVector)));
  }
  const wanted = [
    ...[...lengths].map(([file, bytes]) => ({ file, least: bytes, most: bytes })),
    ...[...ends].map(([file, bytes]) => ({ file, least: bytes, most: Number.POSITIVE_INFINITY })),
  ];
  await mapLimit(wanted, CONCURRENT_LOOKUPS, (one) => lookUp(storage, table, one), signal);
  if (sha256 === undefined) return { ...totals(files), checksum: false };
  const kept = await readChecksums(storage, table);
  const physical = wanted.map(({ file }) => file);
  const unchecked = await compareWithKept(table, physical, kept, sha256, signal);
  return { ...totals(files), checksum: kept.size > 0, ...(unchecked === 0 ? {} : { unchecked }) };
}

async function lookUp(
  storage: Storage,
  table: string,
  { file, least, most }: { readonly file: string; readonly least: number; readonly most: number },
): Promise<void> {
  const stat = await storage.stat(file);
  const advice =
    'Bring the file back from the storage’s own versions or another copy, or take a new snapshot of this table.';
  if (stat === undefined)
    throw new Fault('damaged', `The table ${table} is damaged: ${file} is missing.`, { advice });
  if (stat.size < least || stat.size > most) {
    const message = `The table ${table} is damaged: ${file} has ${stat.size} bytes instead of ${least}.`;
    throw new Fault('damaged', message, { advice });
  }
}
