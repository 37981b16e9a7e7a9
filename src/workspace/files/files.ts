/**
 * Small files of a workspace, such as a deployment config: in a volume, on DBFS or among the workspace's own files. The path says which, as
 * it does in a notebook. Other places (`abfss://`, `s3://`) cannot be reached over REST.
 */

import { Fault } from '../../base/fault';
import type { Rest } from '../rest';
import { dbfs } from './dbfs';
import type { FilePlace } from './filePlace';
import { volumes } from './volumes';
import { workspaceFiles } from './workspaceFiles';

/** Whether a place is one whose files can be read and written here. */
export function isWorkspaceFile(path: string): boolean {
  return find(path) !== undefined;
}

/** @throws Fault `not-found`; `usage` for a place that cannot be reached over REST. */
export function readFile(rest: Rest, path: string, signal: AbortSignal): Promise<Buffer> {
  const { place, path: own } = resolve(path);
  return place.read(rest, own, signal);
}

export function kindOfFile(
  rest: Rest,
  path: string,
  signal: AbortSignal,
): Promise<'file' | 'folder' | undefined> {
  const { place, path: own } = resolve(path);
  return place.kind(rest, own, signal);
}

/**
 * Writes a whole file and reads it again: it is written only when every byte is there.
 *
 * @throws Fault `conflict` when something stands there and `overwrite` is false; `verify-failed` when what is there afterwards is something else.
 */
export async function writeFile(
  rest: Rest,
  path: string,
  content: Uint8Array,
  options: { readonly overwrite: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { place, path: own } = resolve(path);
  await place.write(rest, own, content, options, signal);
  const written = await place.read(rest, own, signal);
  if (written.equals(content)) return;
  throw new Fault('verify-failed', `${path} does not hold what was written to it.`, {
    advice: 'Somebody else may have written it at the same time. Look at the file, then try again.',
  });
}

/** Copies a file; one that stands at the target is replaced. */
export async function copyFile(rest: Rest, from: string, to: string, signal: AbortSignal): Promise<void> {
  await writeFile(rest, to, await readFile(rest, from, signal), { overwrite: true }, signal);
}

function resolve(path: string): { readonly place: FilePlace; readonly path: string } {
  const found = find(path);
  if (found === undefined) {
    throw new Fault('usage', `${path} cannot be reached through the workspace.`, {
      advice:
        'Put the file into a volume (/Volumes/…), on DBFS (dbfs:/…) or among the workspace files (/Workspace/…).',
    });
  }
  // An address would lose such parts on its way, and become another one.
  if (found.path.split('/').some((part) => part === '.' || part === '..')) {
    throw new Fault('usage', `${path} has a part that is only dots.`, { advice: 'Give the path in full.' });
  }
  return found;
}

function find(path: string): { readonly place: FilePlace; readonly path: string } | undefined {
  const plain = path.replace(/^dbfs:\/+/i, '/').replace(/\/{2,}/g, '/');
  if (/^\/Volumes\/[^/]+\/[^/]+\/[^/]+\/./.test(plain)) return { place: volumes, path: plain };
  if (plain.startsWith('/Volumes')) return undefined;
  if (/^dbfs:\//i.test(path)) return { place: dbfs, path: plain };
  if (/^\/dbfs\/./.test(plain)) return { place: dbfs, path: plain.slice('/dbfs'.length) };
  return /^\/Workspace\/./.test(plain) ? { place: workspaceFiles, path: plain } : undefined;
}
