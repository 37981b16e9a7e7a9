/**
 * The places of a workspace. A location is either a name in the catalog, each part in back-ticks (`` `main`.`overwatch`.`jobs` ``), or a
 * path: a URI with a scheme, or an absolute path. Pure.
 */

import { Fault } from '../../base/fault';
import { sqlName } from '../../base/sqlName';
import { BACKUP_DATA, CHECKPOINT, GLOBAL_SHARE } from '../../overwatch/recognise';
import { isDatabricksAddress } from '../address';

export type Place =
  /** Without a slash at its end. */
  | { readonly kind: 'path'; readonly path: string }
  /** Catalog, schema, and for a table its own name. */
  | { readonly kind: 'name'; readonly parts: readonly string[] };

/** Reads a location of this lakehouse. @throws Fault `usage` where back-ticks are not paired. */
export function parseLocation(location: string): Place {
  if (!location.startsWith('`')) return { kind: 'path', path: withoutEnd(location) };
  const parts = quotedParts(location);
  if (parts !== undefined) return { kind: 'name', parts };
  throw new Fault('usage', `${location} is no name: its back-ticks are not paired.`);
}

function quotedParts(text: string): string[] | undefined {
  const parts = [...text.matchAll(/(?:^|\.)`((?:[^`]|``)+)`/gy)].map((match) => match[1] ?? '');
  const length = parts.reduce((sum, part) => sum + part.length + 3, -1);
  return length === text.length ? parts.map((part) => part.replaceAll('``', '`')) : undefined;
}

export function nameLocation(...parts: readonly string[]): string {
  return parts.map((part) => sqlName(part)).join('.');
}

/**
 * What people write for a place, as a location: `catalog.schema` or `catalog.schema.table`, in back-ticks or not, or a path.
 *
 * @throws Fault `usage`
 */
export function parsePlace(text: string): string {
  const trimmed = text.trim();
  if (isDatabricksAddress(trimmed)) {
    throw new Fault('usage', `${trimmed} is the address of a SQL warehouse, not a place in a workspace.`, {
      advice: PLACES,
    });
  }
  if (/^\//.test(trimmed) || /^[a-z][a-z0-9+.-]*:\//i.test(trimmed)) return withoutEnd(trimmed);
  const parts = trimmed.startsWith('`') ? quotedParts(trimmed) : trimmed.split('.');
  const isName = parts !== undefined && (parts.length === 2 || parts.length === 3);
  if (isName && parts.every((part) => part !== '' && !/[/\\]/.test(part))) return nameLocation(...parts);
  throw new Fault('usage', `${text} names no place in a workspace.`, {
    advice: PLACES,
  });
}

const PLACES =
  'Give a schema with its catalog (main.overwatch_backup), or a path (abfss://…, s3://…, dbfs:/…, /Volumes/…).';

function withoutEnd(path: string): string {
  return path.length > 1 ? path.replace(/(?<=[^/:])\/+$/, '') : path;
}

/** Catalog, schema and table. */
const TABLE_DEPTH = 3;

/** Folders of a backup or a database that a schema does not have: its tables all lie side by side. */
const LAYOUT = new Set<string>([BACKUP_DATA, GLOBAL_SHARE, CHECKPOINT]);

/**
 * The place of `names` below `root`: a path goes on; in a schema, the last name is that of a table.
 *
 * @throws Fault `bad-target` for what would lie deeper than a table.
 */
export function joinPlace(root: string, ...names: readonly string[]): string {
  const place = parseLocation(root);
  if (place.kind === 'path') return [place.path === '/' ? '' : place.path, ...names].join('/');
  const own = names.filter((name) => !LAYOUT.has(name));
  if (place.parts.length + own.length > TABLE_DEPTH) {
    throw new Fault('bad-target', `${root} is in the catalog, where nothing lies below a table.`, {
      advice:
        'Give a path (abfss://…, s3://…, dbfs:/…, /Volumes/…), or for a bronze backup have it replace the last copy.',
    });
  }
  return nameLocation(...place.parts, ...own);
}

/** The same place written in one way: `dbfs:/x`, `file:///x` and `/x` are one, as are `s3a://` and `s3://`. */
export function canonicalPath(path: string): string {
  return withoutEnd(path)
    .replace(/^(dbfs|file):(\/\/)?(?=\/)/i, '')
    .replace(/^s3[an]:\/\//i, 's3://');
}

/** Whether one of two paths lies inside the other, or both are one. */
export function pathsOverlap(one: string, other: string): boolean {
  const [first, second] = [`${canonicalPath(one)}/`, `${canonicalPath(other)}/`];
  return first.startsWith(second) || second.startsWith(first);
}

/** Whether one of two names is the other or the schema it lies in. The catalog does not tell upper case from lower. */
export function namesOverlap(one: readonly string[], other: readonly string[]): boolean {
  const length = Math.min(one.length, other.length);
  const begin = (parts: readonly string[]) => nameLocation(...parts.slice(0, length)).toLowerCase();
  return begin(one) === begin(other);
}
