/** Files of Unity Catalog volumes, by the Files API. https://docs.databricks.com/api/workspace/files */

import { Fault } from '../../base/fault';
import { call, type Rest, segment } from '../rest';
import type { FilePlace } from './filePlace';

export const volumes: FilePlace = {
  async read(rest, path, signal) {
    const { body } = await call(
      rest,
      { method: 'GET', path: urlOf('files', path), what: `Reading ${path}` },
      signal,
    );
    return body;
  },

  async write(rest, path, bytes, { overwrite }, signal) {
    const what = `Writing ${path}`;
    // Not overwriting, a second try of a request that did arrive would meet its own file.
    const request = { method: 'PUT', path: urlOf('files', path), query: { overwrite }, bytes, what } as const;
    await call(rest, { ...request, idempotent: overwrite }, signal);
  },

  async kind(rest, path, signal) {
    if (await exists(rest, 'files', path, signal)) return 'file';
    return (await exists(rest, 'directories', path, signal)) ? 'folder' : undefined;
  },
};

async function exists(
  rest: Rest,
  what: 'files' | 'directories',
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await call(rest, { method: 'HEAD', path: urlOf(what, path), what: `Looking for ${path}` }, signal);
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'not-found') return false;
    throw error;
  }
}

function urlOf(what: 'files' | 'directories', path: string): string {
  return `/api/2.0/fs/${what}${path.split('/').map(segment).join('/')}`;
}
