/** Notebooks and folders of a workspace; its plain files are in `files/`. https://docs.databricks.com/api/workspace/workspace */

import { getStatus } from './files/workspaceFiles';
import { requiredText } from './json';
import { call, pageUrl, type Rest } from './rest';

export interface NotebookOptions {
  /** In which a `SOURCE` is written. A notebook of Jupyter's says it itself. */
  readonly language: 'SCALA' | 'PYTHON' | 'SQL';
  readonly format: 'SOURCE' | 'JUPYTER';
  readonly overwrite: boolean;
}

/**
 * Puts a notebook at a path of the workspace (`/Workspace/…` or the same without it), whose folder must be there.
 *
 * @throws Fault `conflict` when something stands there and `overwrite` is false; `not-found` without the folder.
 */
export async function importNotebook(
  rest: Rest,
  path: string,
  text: string,
  { language, format, overwrite }: NotebookOptions,
  signal: AbortSignal,
): Promise<void> {
  const request = {
    method: 'POST',
    path: '/api/2.0/workspace/import',
    json: {
      path,
      format,
      ...(format === 'SOURCE' ? { language } : {}),
      overwrite,
      content: Buffer.from(text).toString('base64'),
    },
    what: `Writing the notebook ${path}`,
    idempotent: overwrite,
  } as const;
  await call(rest, request, signal);
}

/** Makes a folder and those above it; one that is there already is left as it is. @throws Fault `conflict` where a file is in the way. */
export async function makeFolder(rest: Rest, path: string, signal: AbortSignal): Promise<void> {
  const request = {
    method: 'POST',
    path: '/api/2.0/workspace/mkdirs',
    json: { path },
    what: `Making the folder ${path}`,
    idempotent: true,
  } as const;
  await call(rest, request, signal);
}

/** The page of a notebook. https://docs.databricks.com/workspace/workspace-details @throws Fault `not-found` where there is none. */
export async function notebookUrl(rest: Rest, path: string, signal: AbortSignal): Promise<string> {
  const id = requiredText(await getStatus(rest, path, signal), 'object_id', 'a notebook');
  return `${pageUrl(rest, '/')}#notebook/${id}`;
}
