/** `workspace/{get-status,export,import}` of the fake workspace: files and notebooks. */

import { ApiError, type Family, missing } from './api';
import { absolutePath, base64, boolean, object, oneOf, required } from './checks';

export interface FakeObject {
  readonly type: 'FILE' | 'NOTEBOOK' | 'DIRECTORY';
  readonly content: Buffer;
}

export interface FakeWorkspaceObjects extends Family {
  /** By path, with `/Workspace` before it. */
  readonly objects: Map<string, FakeObject>;
}

const EXPORT_FORMATS = ['SOURCE', 'HTML', 'JUPYTER', 'DBC', 'R_MARKDOWN', 'AUTO'];
const LIMIT_BYTES = 10 * 1024 * 1024;

export function fakeWorkspaceObjects(): FakeWorkspaceObjects {
  const find = (path: string) => {
    const found = family.objects.get(path);
    if (found === undefined) throw missing(`Path (${path}) doesn't exist.`);
    return found;
  };
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
          const path =
            isNotebook && request.format === 'AUTO' ? request.path.replace(/\.\w+$/, '') : request.path;
          if (family.objects.has(path) && request.overwrite !== true) {
            throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `${path} already exists.`);
          }
          family.objects.set(path, { type: isNotebook ? 'NOTEBOOK' : 'FILE', content });
          return { json: {} };
        },
      },
    ],
  };
  return family;
}

interface ImportRequest {
  readonly path: string;
  readonly content: string;
  readonly format?: string;
  readonly language?: string;
  readonly overwrite?: boolean;
}
