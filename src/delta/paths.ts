/**
 * Paths of a Delta log: URI-encoded, relative to the table or absolute, and where the files they name really are.
 *
 * Source: PROTOCOL.md, "Add File and Remove File" (RFC 2396 URIs). Hive escaping of partition folders lies below the URI encoding,
 * so one decoding gives the folder's own name.
 */

import path from 'node:path';
import { Fault } from '../base/fault';

/** The folder of a table's log. */
export function logDirectory(table: string): string {
  return path.join(table, '_delta_log');
}

/** Where the data file (or `p` deletion vector) of an action lies. @throws Fault `unsupported-feature` for another file system. */
export function resolveDataPath(table: string, actionPath: string): string {
  const absolute = absolutePath(actionPath);
  return absolute ?? path.join(table, ...decode(actionPath).split('/'));
}

/**
 * The path of a file as its own table would name it: decoded, `/` between parts; undefined for a file that lies outside the table.
 * Two spellings of one file give the same answer, so it serves as the file's identity within the table.
 */
export function pathWithin(table: string, actionPath: string): string | undefined {
  return nameWithin(table, resolveDataPath(table, actionPath));
}

/** The path of a file below its table, `/` between parts; undefined for a file that lies elsewhere. */
export function nameWithin(table: string, file: string): string | undefined {
  const relative = path.relative(table, file);
  const outside =
    relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return outside ? undefined : relative.split(path.sep).join('/');
}

/** A relative path as a log spells it. */
export function encodePath(relative: string): string {
  return relative.split('/').map(encodeURIComponent).join('/');
}

/** Whether an action's path is plainly relative: nothing in it needs a closer look. */
export function isPlain(actionPath: string): boolean {
  return !/^\/|^[A-Za-z][A-Za-z0-9+.-]*:|%|(^|\/)\.\.?(\/|$)|\/\/|\\/.test(actionPath);
}

/** `file:/x`, `file:///x` and `/x` name one file. */
function absolutePath(actionPath: string): string | undefined {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(actionPath)?.[1];
  if (scheme === undefined) {
    const isRooted = actionPath.startsWith('/') || /^[A-Za-z]:[\\/]/.test(actionPath);
    return isRooted ? path.normalize(decode(actionPath)) : undefined;
  }
  if (scheme.toLowerCase() !== 'file') {
    throw new Fault('unsupported-feature', `The table names a file on another storage: ${actionPath}.`, {
      advice: 'Clone this table where that storage can be reached, on Databricks for instance.',
    });
  }
  const rest = decode(actionPath.slice(scheme.length + 1)).replace(/^\/\/(?=\/)/, '');
  return path.normalize(/^\/[A-Za-z]:/.test(rest) && path.sep === '\\' ? rest.slice(1) : rest);
}

/** Some old writers did not encode; a per cent sign that encodes nothing is taken as it stands. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
