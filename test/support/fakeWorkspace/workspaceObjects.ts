/** `workspace/{get-status,export,import,mkdirs}` of the fake workspace: files, notebooks and folders. */

import { ApiError, type Family, missing } from './api';
import { absolutePath, base64, boolean, object, oneOf, required } from './checks';

export interface FakeObject {
  readonly type: 'FILE' | 'NOTEBOOK' | 'DIRECTORY';
  readonly content: Buffer;
  /** Of a notebook, where the request said it. */
  readonly language?: string;
}

export interface FakeWorkspaceObjects extends Family {
  /** By path, with `/Workspace` before it. */
  readonly objects: Map<string, FakeObject>;
}

const EXPORT_FORMATS = ['SOURCE', 'HTML', 'JUPYTER', 'DBC', 'R_MARKDOWN', 'AUTO'];
const LIMIT_BYTES = 10 * 1024 * 1024;

export function fakeWorkspaceObjects(): FakeWorkspaceObjects {
  const find = (path: string) => {
    const found = family.objects.get(whole(path)) ?? (isFolder(whole(path)) ? FOLDER : undefined);
    if (found === undefined) throw missing(`Path (${path}) doesn't exist.`);
    return found;
  };
  const isFolder = (path: string) =>
    ALWAYS.test(path) ||
    family.objects.get(path)?.type === 'DIRECTORY' ||
    [...family.objects.keys()].some((other) => other.startsWith(`${path}/`));
  const family: FakeWorkspaceObjects = {
    objects: new Map(),
    routes: [
      {
        method: 'GET',
        path: '/api/2.0/workspace/get-status',
        query: { path: absolutePath },
        answer: ({ query: { path = '' } }) => {
          const { type, content } = find(path);
          return {
            json: { path, object_type: type, object_id: 9_007_199_254_740_995n, size: content.length },
          };
        },
      },
      {
        method: 'GET',
        path: '/api/2.0/workspace/export',
        query: { path: absolutePath, format: oneOf(...EXPORT_FORMATS) },
        answer: ({ query: { path = '' } }) => ({
          json: { content: find(path).content.toString('base64'), file_type: path.split('.').at(-1) },
        }),
      },
      {
        method: 'POST',
        path: '/api/2.0/workspace/import',
        body: object({
          path: required(absolutePath),
          content: required(base64),
          format: oneOf('SOURCE', 'HTML', 'JUPYTER', 'DBC', 'R_MARKDOWN', 'AUTO'),
          language: oneOf('SCALA', 'PYTHON', 'SQL', 'R'),
          overwrite: boolean,
        }),
        answer: ({ body }) => {
          const request = body as ImportRequest;
          const content = Buffer.from(request.content, 'base64');
          if (content.length > LIMIT_BYTES)
            throw new ApiError(400, 'MAX_NOTEBOOK_SIZE_EXCEEDED', 'More than 10 MB.');
          const isNotebook =
            request.format !== 'AUTO' || /^(#|\/\/|--) Databricks notebook source/.test(content.toString());
          if (request.format === 'SOURCE' && request.language === undefined) {
            throw new ApiError(400, 'INVALID_PARAMETER_VALUE', 'The language must be specified for SOURCE.');
          }
          // A notebook loses its extension when it is recognised by itself.
          const asked = whole(request.path);
          const path = isNotebook && request.format === 'AUTO' ? asked.replace(/\.\w+$/, '') : asked;
          const folder = path.slice(0, path.lastIndexOf('/'));
          if (!isFolder(folder)) throw missing(`The parent folder (${folder}) does not exist.`);
          if (request.format === 'JUPYTER') notebookOfJupyter(content);
          if (isFolder(path) || (family.objects.has(path) && request.overwrite !== true)) {
            throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `${path} already exists.`);
          }
          const { language } = request;
          family.objects.set(path, {
            type: isNotebook ? 'NOTEBOOK' : 'FILE',
            content,
            ...(isNotebook && language !== undefined ? { language } : {}),
          });
          return { json: {} };
        },
      },
      {
        method: 'POST',
        path: '/api/2.0/workspace/mkdirs',
        body: object({ path: required(absolutePath) }),
        answer: ({ body }) => {
          const parts = whole((body as { path: string }).path)
            .split('/')
            .slice(1);
          const folders = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
          const inTheWay = folders.find((folder) => family.objects.has(folder) && !isFolder(folder));
          if (inTheWay !== undefined) {
            throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `${inTheWay} already exists.`);
          }
          for (const folder of folders.filter((one) => !isFolder(one))) {
            family.objects.set(folder, FOLDER);
          }
          return { json: {} };
        },
      },
    ],
  };
  return family;
}

const FOLDER: FakeObject = { type: 'DIRECTORY', content: Buffer.alloc(0) };

/** Folders that every workspace has, with those of its users. */
const ALWAYS = /^\/Workspace(\/Shared|\/Users(\/[^/]+)?)?$/;

/** The API takes paths with and without `/Workspace`, and a slash at the end. */
function whole(path: string): string {
  const plain = path.replace(/\/+$/, '');
  return /^\/Workspace(\/|$)/.test(plain) ? plain : `/Workspace${plain}`;
}

function notebookOfJupyter(content: Buffer): void {
  try {
    const { cells, nbformat } = JSON.parse(content.toString()) as { cells?: unknown; nbformat?: unknown };
    if (Array.isArray(cells) && typeof nbformat === 'number') return;
  } catch {
    // Said below.
  }
  throw new ApiError(400, 'INVALID_PARAMETER_VALUE', 'The content is no Jupyter notebook.');
}

interface ImportRequest {
  readonly path: string;
  readonly content: string;
  readonly format?: string;
  readonly language?: string;
  readonly overwrite?: boolean;
}
