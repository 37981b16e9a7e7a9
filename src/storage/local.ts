/** The storage port on a local disk or anything mounted as one. */

import { constants, type Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../base/fault';
import { copyFile } from './localCopy';
import { hashFile } from './localHash';
import type { Entry, FileStat, Storage } from './storage';
import { temporaryName } from './temporaryName';

export const localStorage: Storage = {
  async list(directory) {
    const entries = await unlessMissing(fs.readdir(directory, { withFileTypes: true }));
    if (entries === undefined) return undefined;
    // Logs have very many entries, of which none is a link.
    if (!entries.some((entry) => entry.isSymbolicLink())) return entries.map(plainEntry);
    return await Promise.all(entries.map((entry) => toEntry(directory, entry)));
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
      const before = await unlessMissing(fs.stat(file));
      await writeDurably(temporary, [content]);
      if (before !== undefined) await fs.chmod(temporary, before.mode);
      await fs.rename(temporary, file);
    } finally {
      await fs.rm(temporary, { force: true });
    }
  },

  async append(file, content) {
    try {
      await appendDurably(file, content);
    } catch (error) {
      if (!NO_APPENDS.has(systemCode(error) ?? '')) throw error;
      const before = await unlessMissing(fs.readFile(file));
      await localStorage.replace(file, Buffer.concat([before ?? Buffer.alloc(0), Buffer.from(content)]));
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

  sha256: hashFile,

  async makeDirectory(directory) {
    try {
      await fs.mkdir(directory, { recursive: true });
    } catch (error) {
      // Node says ENOENT on a file system that is mounted read-only; asking for access tells the true reason.
      if (systemCode(error) === 'ENOENT') await localStorage.assertWritable(path.dirname(directory));
      throw error;
    }
  },

  remove: (file) => fs.rm(file, { recursive: true, force: true }),

  async removeEmpty(directory) {
    try {
      await fs.rmdir(directory);
    } catch (error) {
      const code = systemCode(error);
      // Solaris and some network file systems say EEXIST for a directory that is not empty.
      if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
  },

  rename: (from, to) => fs.rename(from, to),

  async realPath(place) {
    const absolute = path.resolve(place);
    const parent = path.dirname(absolute);
    try {
      return await fs.realpath(absolute);
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      return parent === absolute
        ? absolute
        : path.join(await localStorage.realPath(parent), path.basename(absolute));
    }
  },

  async freeBytes(file) {
    for (let place = path.resolve(file); ; place = path.dirname(place)) {
      const stat = await unlessMissing(fs.statfs(place));
      if (stat !== undefined) return stat.bavail * stat.bsize;
      if (place === path.dirname(place)) return undefined;
    }
  },

  async assertWritable(directory) {
    const parent = path.dirname(directory);
    // Without leave to pass through a directory nothing can be made in it either.
    const access = fs.access(directory, constants.W_OK | constants.X_OK);
    const isThere = await unlessMissing(access.then(() => true));
    if (isThere === undefined && parent !== directory) await localStorage.assertWritable(parent);
  },
};

/** A link counts as what it points to; one that leads nowhere or in a circle as a file, so that reading it says what is wrong. */
async function toEntry(directory: string, entry: Dirent): Promise<Entry> {
  if (!entry.isSymbolicLink()) return plainEntry(entry);
  try {
    const stat = await fs.stat(path.join(directory, entry.name));
    return { name: entry.name, kind: stat.isDirectory() ? 'directory' : 'file' };
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return { name: entry.name, kind: 'file' };
  }
}

function plainEntry(entry: Dirent): Entry {
  return { name: entry.name, kind: entry.isDirectory() ? 'directory' : 'file' };
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

/** The codes by which a mounted bucket says that files are written as a whole. */
const NO_APPENDS = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EPERM']);

async function appendDurably(file: string, content: string): Promise<void> {
  const handle = await fs.open(file, 'a');
  try {
    await handle.writeFile(content);
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
    // A network file system may have made the link and lost its answer; then the second attempt finds our own.
    if (code === 'EEXIST') return (await fs.stat(temporary)).nlink > 1;
    if (code === undefined || !NO_LINKS.has(code)) throw error;
    return await publishWithoutLinks(temporary, file);
  }
}

/** A reservation is held for two calls. One that is older, ms, was left by a run that was killed in between. */
const RESERVED_FOR = 60_000;

/** Without hard links (mounted buckets, FAT) a reservation beside the file keeps two writers apart. */
async function publishWithoutLinks(temporary: string, file: string): Promise<boolean> {
  const reservation = path.join(path.dirname(file), `.${path.basename(file)}.reserved`);
  if (!(await reserve(reservation))) {
    const since = (await unlessMissing(fs.stat(reservation)))?.mtimeMs;
    if (since === undefined || Date.now() - since < RESERVED_FOR) return false;
    await fs.rm(reservation, { force: true });
    if (!(await reserve(reservation))) return false;
  }
  try {
    if (await exists(file)) return false;
    await fs.rename(temporary, file);
    return true;
  } finally {
    await fs.rm(reservation, { force: true });
  }
}

async function reserve(reservation: string): Promise<boolean> {
  try {
    await (await fs.open(reservation, 'wx')).close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return (await unlessMissing(fs.access(file, constants.F_OK).then(() => true))) ?? false;
}
