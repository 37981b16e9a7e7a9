/** `dbfs` of the fake workspace. Its stream handles are larger than a JavaScript number can hold. */

import { ApiError, type Family, missing } from './api';
import { absolutePath, base64, boolean, id, integerText, object, required, string } from './checks';

export interface FakeDbfs extends Family {
  readonly files: Map<string, Buffer>;
  /** Streams that were not closed. */
  readonly streams: Map<string, { readonly path: string; readonly blocks: Buffer[] }>;
}

const MEGABYTE = 1024 * 1024;

export function fakeDbfs(): FakeDbfs {
  let handles = 9_007_199_254_740_993n;
  const create = (path: string, overwrite: boolean) => {
    if (family.files.has(path) && !overwrite) {
      throw new ApiError(
        400,
        'RESOURCE_ALREADY_EXISTS',
        `A file or directory already exists at the input path dbfs:${path}.`,
      );
    }
  };
  const streamOf = (handle: string) => {
    const stream = family.streams.get(handle);
    if (stream === undefined) throw missing(`No stream with handle ${handle}.`);
    return stream;
  };
  const block = (data: string) => {
    const bytes = Buffer.from(data, 'base64');
    if (bytes.length > MEGABYTE)
      throw new ApiError(400, 'MAX_BLOCK_SIZE_EXCEEDED', 'The block exceeds 1 MB.');
    return bytes;
  };
  const family: FakeDbfs = {
    files: new Map(),
    streams: new Map(),
    routes: [
      {
        method: 'GET',
        path: '/api/2.0/dbfs/get-status',
        query: { path: absolutePath },
        answer: ({ query: { path = '' } }) => {
          const content = family.files.get(path);
          const isFolder = [...family.files.keys()].some((file) => file.startsWith(`${path}/`));
          if (content === undefined && !isFolder)
            throw missing(`No file or directory exists on path dbfs:${path}.`);
          return { json: { path, is_dir: content === undefined, file_size: content?.length ?? 0 } };
        },
      },
      {
        method: 'GET',
        path: '/api/2.0/dbfs/read',
        query: { path: absolutePath, offset: integerText, length: integerText },
        answer: ({ query: { path = '', offset = '0', length = '524288' } }) => {
          const content = family.files.get(path);
          if (content === undefined) throw missing(`No file or directory exists on path dbfs:${path}.`);
          if (Number(length) > MEGABYTE) throw new ApiError(400, 'MAX_READ_SIZE_EXCEEDED', 'More than 1 MB.');
          const part = content.subarray(Number(offset), Number(offset) + Number(length));
          return { json: { bytes_read: part.length, data: part.toString('base64') } };
        },
      },
      {
        method: 'POST',
        path: '/api/2.0/dbfs/put',
        body: object({ path: required(absolutePath), contents: required(base64), overwrite: boolean }),
        answer: ({ body }) => {
          const {
            path,
            contents,
            overwrite = false,
          } = body as { path: string; contents: string; overwrite?: boolean };
          create(path, overwrite);
          family.files.set(path, block(contents));
          return { json: {} };
        },
      },
      {
        method: 'POST',
        path: '/api/2.0/dbfs/create',
        body: object({ path: required(absolutePath), overwrite: boolean }),
        answer: ({ body }) => {
          const { path, overwrite = false } = body as { path: string; overwrite?: boolean };
          create(path, overwrite);
          handles += 2n;
          family.streams.set(String(handles), { path, blocks: [] });
          return { json: { handle: handles } };
        },
      },
      {
        method: 'POST',
        path: '/api/2.0/dbfs/add-block',
        body: object({ handle: required(id), data: required(string) }),
        answer: ({ body }) => {
          const { handle, data } = body as { handle: string; data: string };
          streamOf(handle).blocks.push(block(data));
          return { json: {} };
        },
      },
      {
        method: 'POST',
        path: '/api/2.0/dbfs/close',
        body: object({ handle: required(id) }),
        answer: ({ body }) => {
          const { handle } = body as { handle: string };
          const { path, blocks } = streamOf(handle);
          family.files.set(path, Buffer.concat(blocks));
          family.streams.delete(handle);
          return { json: {} };
        },
      },
    ],
  };
  return family;
}
