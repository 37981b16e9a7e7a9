/** Files of DBFS. https://docs.databricks.com/api/workspace/dbfs */

import { Fault } from '../../base/fault';
import { requiredText, textOf } from '../json';
import { callJson, type Rest } from '../rest';
import type { FilePlace } from './filePlace';

/** What one request may carry, bytes; base64 is not counted. */
const BLOCK_BYTES = 1024 * 1024;

export const dbfs: FilePlace = {
  async read(rest, path, signal) {
    const blocks: Buffer[] = [];
    for (let offset = 0; ; ) {
      const request = {
        method: 'GET',
        path: '/api/2.0/dbfs/read',
        query: { path, offset, length: BLOCK_BYTES },
        what: `Reading dbfs:${path}`,
      } as const;
      const block = Buffer.from(textOf(await callJson(rest, request, signal), 'data') ?? '', 'base64');
      blocks.push(block);
      offset += block.length;
      // A short block is the last one; a read from the end on gives nothing.
      if (block.length < BLOCK_BYTES) return Buffer.concat(blocks);
    }
  },

  async write(rest, path, content, { overwrite }, signal) {
    // One request for a small file, so that it is never seen half-written.
    if (content.length <= BLOCK_BYTES) await put(rest, path, content, overwrite, signal);
    else await stream(rest, path, content, overwrite, signal);
  },

  async kind(rest, path, signal) {
    const request = {
      method: 'GET',
      path: '/api/2.0/dbfs/get-status',
      query: { path },
      what: `Looking for dbfs:${path}`,
    } as const;
    try {
      return (await callJson(rest, request, signal)).is_dir === true ? 'folder' : 'file';
    } catch (error) {
      if (error instanceof Fault && error.code === 'not-found') return undefined;
      throw error;
    }
  },
};

async function put(
  rest: Rest,
  path: string,
  content: Uint8Array,
  overwrite: boolean,
  signal: AbortSignal,
): Promise<void> {
  const json = { path, contents: base64(content), overwrite };
  const what = `Writing dbfs:${path}`;
  await callJson(
    rest,
    { method: 'POST', path: '/api/2.0/dbfs/put', json, what, idempotent: overwrite },
    signal,
  );
}

/** Killed on the way, a part of the file is there: whoever calls keeps a copy. */
async function stream(
  rest: Rest,
  path: string,
  content: Uint8Array,
  overwrite: boolean,
  signal: AbortSignal,
): Promise<void> {
  const what = `Writing dbfs:${path}`;
  const post = (verb: string, json: { readonly [key: string]: string | bigint | boolean }) =>
    callJson(rest, { method: 'POST', path: `/api/2.0/dbfs/${verb}`, json, what }, signal);
  const opened = await post('create', { path, overwrite });
  // The handle is a 64-bit integer, in both directions.
  const handle = BigInt(requiredText(opened, 'handle', 'a stream'));
  for (let offset = 0; offset < content.length; offset += BLOCK_BYTES) {
    await post('add-block', { handle, data: base64(content.subarray(offset, offset + BLOCK_BYTES)) });
  }
  await post('close', { handle });
}

function base64(content: Uint8Array): string {
  return Buffer.from(content).toString('base64');
}
