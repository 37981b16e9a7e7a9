/** Copies the bytes of one local file as fast as the file system allows, and stops soon when told to. */

import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { systemCode } from '../base/fault';

/** Up to this size the system's own copy is quickest; beyond it an abort would have to wait too long. */
const ONE_CALL = 8 * 1024 * 1024;

/** Measured: a piece that fits the processor's cache is quicker than larger ones, and by half than one `copyFile` of the whole. */
const CHUNK = 1024 * 1024;

/** Elsewhere the system's copy keeps the original's times. */
const COPIES_ARE_YOUNG = process.platform === 'linux';

/** Devices on which a reflink was refused, so that it is not tried for every file. */
const withoutReflink = new Set<string>();

/**
 * Copies `from` to `to`, which must not exist.
 *
 * @returns the bytes that stand at `to`, whatever happened to `from` meanwhile.
 * @throws what the system throws; the signal's reason when aborted. A part of the file may then stand at `to`.
 */
export async function copyFile(from: string, to: string, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  const { size, dev } = await fs.stat(from);
  if (size > ONE_CALL) {
    if (!(await reflink(from, to, String(dev)))) return await copyInChunks(from, to, signal);
  } else {
    await fs.copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
  if (!COPIES_ARE_YOUNG) await fs.utimes(to, new Date(), new Date());
  return (await fs.stat(to)).size;
}

/** Shares the blocks of a file where the file system has copy-on-write (btrfs, XFS, APFS, ReFS). */
async function reflink(from: string, to: string, device: string): Promise<boolean> {
  if (withoutReflink.has(device)) return false;
  try {
    await fs.copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EACCES' || code === 'ENOENT' || code === 'EEXIST')
      throw error;
    withoutReflink.add(device);
    await fs.rm(to, { force: true });
    return false;
  }
}

async function copyInChunks(from: string, to: string, signal?: AbortSignal): Promise<number> {
  const source = await fs.open(from, 'r');
  try {
    const target = await fs.open(to, 'wx');
    try {
      const buffer = Buffer.allocUnsafe(CHUNK);
      let copied = 0;
      for (;;) {
        signal?.throwIfAborted();
        const { bytesRead } = await source.read(buffer, 0, CHUNK, copied);
        if (bytesRead === 0) return copied;
        await writeAll(target, buffer.subarray(0, bytesRead), copied);
        copied += bytesRead;
      }
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** One write may take less than all it is given. */
async function writeAll(target: fs.FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await target.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
