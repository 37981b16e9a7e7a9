/** What code is generated for: a process with what it is told. Every plan is one, so that what is generated is what would run. Pure. */

import type { ParametersOf, Process } from '../backup/plan';
import { selectTables } from '../backup/planning/select';
import { Fault } from '../base/fault';
import { CATALOG, groupOf, LAYERS, PIPELINE_REPORT } from '../overwatch/catalog';
import { parseTableNames, resolveTables, sameName } from '../overwatch/names';

/** A process and its parameters; `process` tells which they are. */
export type Subject = {
  readonly [P in Process]: { readonly process: P; readonly parameters: ParametersOf[P] };
}[Process];

/** The place that is written to; for a bronze backup the prefix, below which each copy may get a folder of its own. */
export function targetOf({ process, parameters }: Subject): string {
  return process === 'bronze-backup' ? parameters.prefix : parameters.root;
}

/** What people call it, such as `incremental snapshot of overwatch_etl`. */
export function titleOf(subject: Subject): string {
  const { name } = subject.parameters.database;
  switch (subject.process) {
    case 'snapshot':
      return `${subject.parameters.type} snapshot of ${name}`;
    case 'restore':
      return `restore of ${subject.parameters.from}`;
    case 'bronze-backup':
      return `bronze backup of ${name}`;
    case 'migrate':
      return `migration of ${name}`;
  }
}

/**
 * A path as Databricks knows it, without a slash at its end.
 *
 * @param what names it in the fault, such as `--to`
 * @throws Fault `usage` for what is no absolute path or URI, and for characters that have no business in one.
 */
export function databricksPath(text: string, what: string): string {
  const path = plainText(text, what).trim();
  const isPath = /^(\/|[a-z][a-z0-9+.-]*:\/)[^/]|^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(path);
  // The address of a warehouse is this program's own word, and one for browsers, which portals of clouds show, is nothing that Spark reads.
  if (!isPath || /^(databricks|https?):/i.test(path)) {
    throw new Fault('usage', `${what} needs a path that Databricks knows, not ${JSON.stringify(text)}.`, {
      advice: 'Give abfss://…, s3://…, gs://…, dbfs:/…, /mnt/… or /Volumes/….',
    });
  }
  return path.replace(/\/+$/, '');
}

/**
 * The name of a database, with or without its catalog; back-ticks are taken off.
 *
 * @throws Fault `usage` for what is no such name.
 */
export function databaseName(text: string, what: string): string {
  const parts = nameParts(text, what);
  if (parts.length <= 2 && parts.every((part) => part.trim() !== '' && !/[/\\:`]/.test(part)))
    return parts.join('.');
  throw new Fault(
    'usage',
    `${what} needs the name of a database on Databricks, not ${JSON.stringify(text)}.`,
    {
      advice: 'Give database or catalog.database.',
    },
  );
}

/**
 * The same process with its database and places as Databricks knows them.
 *
 * @throws Fault `usage` for a name or a path that it cannot know, `bad-target` for a restore into its own backup.
 */
export function onDatabricks(subject: Subject): Subject {
  const { process, parameters } = subject;
  const root = databricksPath(parameters.root, '--to');
  if (process === 'restore') {
    const from = databricksPath(parameters.from, '--from');
    refuseOverlap(root, from);
    // What the backed up database was called plays no part.
    return { process, parameters: { ...parameters, root, from } };
  }
  const database = { ...parameters.database, name: databaseName(parameters.database.name, '--database') };
  if ('include' in parameters) refusePaths(parameters.include);
  switch (process) {
    case 'snapshot':
      return { process, parameters: { ...parameters, database, root } };
    case 'bronze-backup':
      return {
        process,
        parameters: { ...parameters, database, root, prefix: databricksPath(parameters.prefix, '--to') },
      };
    case 'migrate': {
      const location = configLocation(parameters.config.location, '--config');
      return {
        process,
        parameters: { ...parameters, database, root, config: { ...parameters.config, location } },
      };
    }
  }
}

/** As planning a restore does. What is mounted elsewhere cannot be known here. */
function refuseOverlap(root: string, from: string): void {
  const [one = '', other = ''] = [root, from].map((place) => `${place.replace(/^dbfs:/i, '')}/`);
  if (!one.startsWith(other) && !other.startsWith(one)) return;
  throw new Fault('bad-target', `The target ${root} and the backup ${from} lie within one another.`, {
    advice: 'Choose a target outside the backup.',
  });
}

/** A table that Overwatch did not write goes into the folder of its name, which must not lead elsewhere. */
function refusePaths(tables: readonly string[]): void {
  const wrong = parseTableNames(tables).find((name) => /[/\\]|^\.+$/.test(name));
  if (wrong === undefined) return;
  throw new Fault('usage', `--include needs the names of tables, not ${JSON.stringify(wrong)}.`);
}

/** A CSV file or a Delta table by its path, or a table by its name. @throws Fault `usage` for what is neither. */
export function configLocation(text: string, what: string): string {
  if (/[/:]/.test(text)) return databricksPath(text, what);
  const parts = nameParts(text, what);
  if (parts.length <= 3 && parts.every((part) => part.trim() !== '' && !part.includes('`')))
    return parts.join('.');
  throw new Fault('usage', `${what} needs a path or the name of a table, not ${JSON.stringify(text)}.`);
}

/** The parts of a name, less the back-ticks around each: one within a part belongs to the name, and is left for the caller to refuse. */
function nameParts(text: string, what: string): string[] {
  const parts = plainText(text, what).trim().split('.');
  return parts.map((part) => part.replace(/^`(.*)`$/, '$1'));
}

/** @throws Fault `usage` for a text with control characters, or with half a character: no language takes it everywhere. */
export function plainText(text: string, what: string): string {
  if (!/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) return text;
  throw new Fault('usage', `${what} holds a character that cannot be written down: ${JSON.stringify(text)}.`);
}

/**
 * The tables that a process takes, in Overwatch's order and spelling.
 *
 * @param existing the tables that there are, where that is known; otherwise all of the catalog are taken to be there.
 * @throws Fault `unknown-table`, `usage` as planning does.
 */
export function tablesOf(subject: Subject, existing?: readonly string[]): string[] {
  const { process, parameters } = subject;
  const include = 'include' in parameters ? parameters.include : [];
  const names = existing ?? [...CATALOG_NAMES, ...parseTableNames(include).filter(isUnknown)];
  const { chosen } = selectTables(
    names.map((name) => ({ name, location: name })),
    {
      layers: process === 'snapshot' ? parameters.layers : process === 'bronze-backup' ? ['bronze'] : LAYERS,
      exclude: process === 'restore' ? [] : parameters.exclude,
      include,
      databases: [parameters.database.name],
      ...('only' in parameters && parameters.only !== undefined ? { only: parameters.only } : {}),
    },
  );
  const taken = chosen.map(({ entry }) => entry.name);
  if (process !== 'bronze-backup') return taken;
  return taken.filter((name) => groupOf(name) === 'bronze' || sameName(name, PIPELINE_REPORT));
}

/** The tables to leave out in Overwatch's spelling. @throws Fault `unknown-table`, `usage`. */
export function excludedTables({ process, parameters }: Subject): string[] {
  if (process === 'restore') return [];
  const databases = [parameters.database.name];
  return resolveTables(parseTableNames(parameters.exclude), CATALOG_NAMES, {
    absentIsFine: false,
    databases,
  });
}

const CATALOG_NAMES = CATALOG.map((table) => table.name);

function isUnknown(name: string): boolean {
  return groupOf(name) === 'other';
}

/** A short name that is the same whenever the same is asked for, to find a job again by: `snapshot-overwatch_etl-1a2b3c4d`. */
export function subjectId(subject: Subject): string {
  const { process, parameters } = subject;
  const place = process === 'restore' ? parameters.from : parameters.database.name;
  const readable = (process === 'restore' ? 'backup' : parameters.database.name).replace(/[^\w]+/g, '_');
  const type = process === 'snapshot' ? parameters.type : '';
  return `${process}-${readable.slice(0, 60)}-${hash([process, type, place, targetOf(subject)].join('\n'))}`;
}

/** FNV-1a over UTF-16: eight hexadecimal digits. Only to tell apart, not to protect. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value.toString(16).padStart(8, '0');
}
