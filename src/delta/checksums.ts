/**
 * The checksums of a copy's files, kept beside them from the moment the copy was compared with its source, so that a later verification can
 * tell a byte that changed since. Kept only when contents were compared: then the digests are known and cost nothing more.
 */

import path from 'node:path';
import { asFault } from '../base/fault';
import type { Storage } from '../storage/storage';
import { lines } from './lines';

const FILE = '.overwatch-backup-checksums.jsonl';

/** SHA-256 in hexadecimal, by the file's name within its table (decoded, `/` between parts). */
export type Checksums = ReadonlyMap<string, string>;

/** What is kept for a table; empty where nothing is. A line that cannot be read counts as not kept. */
export async function readChecksums(storage: Storage, table: string): Promise<Checksums> {
  const file = path.join(table, FILE);
  const checksums = new Map<string, string>();
  if ((await storage.stat(file)) === undefined) return checksums;
  for (const line of lines(await storage.read(file))) {
    const [name, sha256] = parseLine(line) ?? [];
    if (name !== undefined && sha256 !== undefined) checksums.set(name, sha256);
  }
  return checksums;
}

function parseLine(line: string): readonly [string, string] | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null || !('path' in parsed) || !('sha256' in parsed))
      return undefined;
    const { path: name, sha256 } = parsed;
    return typeof name === 'string' && typeof sha256 === 'string' ? [name, sha256] : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Adds to what is kept; a name that is kept already gets the new checksum. */
export async function keepChecksums(storage: Storage, table: string, found: Checksums): Promise<void> {
  const before = await readChecksums(storage, table);
  if ([...found].every(([name, sha256]) => before.get(name) === sha256)) return;
  await write(storage, table, new Map([...before, ...found]));
}

/** Takes out files that are gone. */
export async function dropChecksums(
  storage: Storage,
  table: string,
  names: ReadonlySet<string>,
): Promise<void> {
  const before = await readChecksums(storage, table);
  const after = new Map([...before].filter(([name]) => !names.has(name)));
  if (after.size < before.size) await write(storage, table, after);
}

async function write(storage: Storage, table: string, checksums: Checksums): Promise<void> {
  const text = [...checksums].map(([name, sha256]) => `${JSON.stringify({ path: name, sha256 })}\n`).join('');
  try {
    await storage.replace(path.join(table, FILE), text);
  } catch (error) {
    throw asFault(error, `Keeping the checksums of ${table}`);
  }
}
