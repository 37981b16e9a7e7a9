/** `fs/files` and `fs/directories` of the fake workspace: files of volumes. */

import { type ApiAnswer, ApiError, type Family, missing } from './api';
import { absolutePath, booleanText } from './checks';

export interface FakeVolumes extends Family {
  /** Path and content. */
  readonly files: Map<string, Buffer>;
  /** `/Volumes/catalog/schema/volume` that there are. */
  readonly volumes: Set<string>;
}

export function fakeVolumes(): FakeVolumes {
  const inVolume = (path: string | undefined) => {
    absolutePath(path, 'path');
    const volume = /^\/Volumes\/[^/]+\/[^/]+\/[^/]+(?=\/|$)/.exec(path ?? '')?.[0];
    if (volume === undefined || !family.volumes.has(volume))
      throw missing(`Volume of ${path} does not exist.`);
    return path ?? '';
  };
  const find = (path: string | undefined) => {
    const content = family.files.get(inVolume(path));
    if (content === undefined) throw new ApiError(404, 'NOT_FOUND', 'The file being accessed is not found.');
    return content;
  };
  const isFolder = (path: string) =>
    family.volumes.has(path) || [...family.files.keys()].some((file) => file.startsWith(`${path}/`));
  const family: FakeVolumes = {
    files: new Map(),
    volumes: new Set(),
    routes: [
      {
        method: 'GET',
        path: '/api/2.0/fs/files/:path*',
        answer: ({ parameters }) => ({ bytes: find(parameters.path) }),
      },
      {
        method: 'HEAD',
        path: '/api/2.0/fs/files/:path*',
        answer: ({ parameters }) => ({ headers: { 'Content-Length': String(find(parameters.path).length) } }),
      },
      {
        method: 'PUT',
        path: '/api/2.0/fs/files/:path*',
        query: { overwrite: booleanText },
        body: 'bytes',
        answer: ({ parameters, query, bytes }): ApiAnswer => {
          const path = inVolume(parameters.path);
          if (family.files.has(path) && query.overwrite !== 'true') {
            throw new ApiError(409, 'ALREADY_EXISTS', 'The file being created already exists.');
          }
          family.files.set(path, bytes);
          return { status: 204 };
        },
      },
      {
        method: 'HEAD',
        path: '/api/2.0/fs/directories/:path*',
        answer: ({ parameters }) => {
          if (!isFolder(inVolume(parameters.path)))
            throw new ApiError(404, 'NOT_FOUND', 'No such directory.');
          return {};
        },
      },
    ],
  };
  return family;
}
