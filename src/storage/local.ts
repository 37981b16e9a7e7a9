/** The storage port on a local disk or anything mounted as one. */

import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream, type Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemCode } from '../base/fault';
import { copyFile } from './localCopy';
import type { Entry, FileStat, Storage } from './storage';

/** Names that begin and end like this are ours while they are being written; what is left of a killed run is found by it. */
export function temporaryName(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Whether a name is that of an unfinished file of ours. */
export function isTemporaryName(name: string): boolean {
  return /^\..+\.[0-9a-f]{12}\.tmp$/.test(name);
}

/** Bytes. Larger pieces keep the event loop waiting, smaller ones cost more calls. */
const HASHED_AT_ONCE = 1 << 20;

export const localStorage: Storage = {
  async list(directory) {
    const entries = await unlessMissing(fs.readdir(directory, { withFileTypes: true }));
    return entries === undefined ? undefined : Promise.all(entries.map((entry) => toEntry(directory, entry)));
  },

  async stat(file) {
    const stat = await unlessMissing(fs.stat(file));
    return stat === undefined ? undefined : toStat(stat);
  },

  read: (file) => fs.readFile(file),

  async readRange(file, offset, length) {
    const handle = await fs.open(file, 'r');
    try {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  },

  async createExclusive(file, content) {
    const temporary = temporaryName(file);
    try {
      await writeDurably(temporary, content);
      return await publish(temporary, file);
    } finally {
      await fs.rm(temporary, { force: true });
    }
  },

  async replace(file, content) {
    const temporary = temporaryName(file);
    try {
      await writeDurably(temporary, [content]);
      await fs.rename(temporary, file);
    } finally {
      await fs.rm(temporary, { force: true });
    }
  },

  async copy(from, to, signal) {
    const temporary = temporaryName(to);
    try {
      const bytes = await copyFile(from, temporary, signal);
      await fs.rename(temporary, to);
      return { bytes };
    } catch (error) {
      await fs.rm(temporary, { force: true });
      throw error;
    }
  },

  async sha256(file, signal) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file, { highWaterMark: HASHED_AT_ONCE }), hash, { signal });
    return hash.digest('hex');
  },

  async makeDirectory(directory) {
    await fs.mkdir(directory, { recursive: true });
  },

  remove: (file) => fs.rm(file, { recursive: true, force: true }),

  async freeBytes(file) {
    for (let place = path.resolve(file); ; place = path.dirname(place)) {
      const stat = await unlessMissing(fs.statfs(place));
      if (stat !== undefined) return stat.bavail * stat.bsize;
      if (place === path.dirname(place)) return undefined;
    }
  },
};

/** A link counts as what it points to; a dangling one as a file, so that reading it says what is wrong. */
async function toEntry(directory: string, entry: Dirent): Promise<Entry> {
  if (!entry.isSymbolicLink()) return { name: entry.name, kind: entry.isDirectory() ? 'directory' : 'file' };
  const stat = await unlessMissing(fs.stat(path.join(directory, entry.name)));
  return { name: entry.name, kind: stat?.isDirectory() === true ? 'directory' : 'file' };
}

function toStat(stat: { isDirectory(): boolean; size: number; mtimeMs: number }): FileStat {
  const isDirectory = stat.isDirectory();
  return {
    kind: isDirectory ? 'directory' : 'file',
    size: isDirectory ? 0 : stat.size,
    modifiedAt: stat.mtimeMs,
  };
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Small pieces are gathered, so that a commit of many lines is not a write each. */
const GATHER = 1 << 20;

/** Writes a file and waits until it is on the disk: a name must never point to contents that a power cut could take away. */
async function writeDurably(file: string, content: Iterable<string | Uint8Array>): Promise<void> {
  const handle = await fs.open(file, 'wx');
  try {
    let gathered: string[] = [];
    let length = 0;
    const flush = async () => {
      await handle.writeFile(gathered.join(''));
      gathered = [];
      length = 0;
    };
    for (const piece of content) {
      if (typeof piece !== 'string') {
        await flush();
        await handle.writeFile(piece);
        continue;
      }
      gathered.push(piece);
      length += piece.length;
      if (length >= GATHER) await flush();
    }
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The codes by which a file system says that it has no hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EXDEV', 'EMLINK']);

/** Gives a finished file its name unless the name is taken. `rename` would overwrite; a link does not. */
async function publish(temporary: string, file: string): Promise<boolean> {
  try {
    await fs.link(temporary, file);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    if (code === undefined || !NO_LINKS.has(code)) throw error;
    return await publishWithoutLinks(temporary, file);
  }
}

/** Without hard links (mounted buckets, FAT) a reservation beside the file keeps two writers apart. */
async function publishWithoutLinks(temporary: string, file: string): Promise<boolean> {
  const reservation = path.join(path.dirname(file), `.${path.basename(file)}.reserved`);
  try {
    await (await fs.open(reservation, 'wx')).close();
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    if (await exists(file)) return false;
    await fs.rename(temporary, file);
    return true;
  } finally {
    await fs.rm(reservation, { force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return (await unlessMissing(fs.access(file, constants.F_OK).then(() => true))) ?? false;
}
