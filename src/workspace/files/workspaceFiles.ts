/** Files among the notebooks of a workspace, below `/Workspace`. https://docs.databricks.com/api/workspace/workspace */

import { Fault } from '../../base/fault';
import { type JsonObject, requiredText, textOf } from '../json';
import { callJson, type Rest } from '../rest';
import type { FilePlace } from './filePlace';

/** `AUTO` takes a file as it is, byte for byte; only what begins like a notebook becomes one. */
const FORMAT = 'AUTO';

export const workspaceFiles: FilePlace = {
  async read(rest, path, signal) {
    const request = {
      method: 'GET',
      path: '/api/2.0/workspace/export',
      query: { path, format: FORMAT },
      what: `Reading ${path}`,
    } as const;
    return Buffer.from(requiredText(await callJson(rest, request, signal), 'content', 'a file'), 'base64');
  },

  async write(rest, path, content, { overwrite }, signal) {
    const json = { path, format: FORMAT, overwrite, content: Buffer.from(content).toString('base64') };
    const request = {
      method: 'POST',
      path: '/api/2.0/workspace/import',
      json,
      what: `Writing ${path}`,
    } as const;
    await callJson(rest, { ...request, idempotent: overwrite }, signal);
  },

  async kind(rest, path, signal) {
    try {
      const type = textOf(await getStatus(rest, path, signal), 'object_type');
      return type === 'DIRECTORY' || type === 'REPO' ? 'folder' : 'file';
    } catch (error) {
      if (error instanceof Fault && error.code === 'not-found') return undefined;
      throw error;
    }
  },
};

/** What the workspace tells of an object: its type, its id. @throws Fault `not-found` where there is none. */
export function getStatus(rest: Rest, path: string, signal: AbortSignal): Promise<JsonObject> {
  const request = {
    method: 'GET',
    path: '/api/2.0/workspace/get-status',
    query: { path },
    what: `Looking for ${path}`,
  } as const;
  return callJson(rest, request, signal);
}
