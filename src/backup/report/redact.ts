/** Takes out of a report what must not leave the company: paths, hosts, database names, names of tables of one's own. */

import type { ReportRow } from './report';
import type { StepRow } from './stepRows';

type Kind = 'path' | 'database' | 'table' | 'host' | 'user';
type Placeholder = (kind: Kind, value: string) => string;

/** The same rows with placeholders: one thing is called `path-1` (`database-1`, `table-1`, `host-1`, `user-1`) wherever it occurs. */
export function redactRows(rows: readonly ReportRow[]): ReportRow[] {
  return redactRun(rows, []).rows;
}

/** The same for a run's rows and the steps of the whole run, with the same placeholders in both. */
export function redactRun(
  rows: readonly ReportRow[],
  steps: readonly StepRow[],
): { rows: ReportRow[]; steps: StepRow[] } {
  const placeholder = placeholders();
  const redact = redactor(rows, placeholder);
  const maybe = (text: string | undefined) => (text === undefined ? undefined : redact(text));
  const redactedRows = rows.map((row) => ({
    ...row,
    database: row.database === undefined ? undefined : placeholder('database', row.database),
    table: row.group === 'other' ? placeholder('table', row.table) : row.table,
    source: redact(row.source),
    target: redact(row.target),
    statement: maybe(row.statement),
    statusText: redact(row.statusText),
    errorMessage: maybe(row.errorMessage),
    advice: maybe(row.advice),
  }));
  const redactedSteps = steps.map((step) => ({
    ...step,
    database: placeholder('database', step.database),
    source: maybe(step.source),
    target: maybe(step.target),
    statusText: redact(step.statusText),
    advice: maybe(step.advice),
  }));
  return { rows: redactedRows, steps: redactedSteps };
}

/** Numbers the values of each kind in the order they are first asked for; their case does not matter. */
function placeholders(): Placeholder {
  const known = new Map<Kind, Map<string, string>>();
  return (kind, value) => {
    const ofKind = known.get(kind) ?? new Map<string, string>();
    known.set(kind, ofKind);
    const key = value.toLowerCase();
    const name = ofKind.get(key) ?? `${kind}-${ofKind.size + 1}`;
    ofKind.set(key, name);
    return name;
  };
}

/** What may follow a known path, and what an unknown one is made of. A blank ends it: known paths may hold blanks, these cannot. */
const PATH_REST = '[^\\s\'"`,;]*[^\\s\'"`,;.:)\\]]';
const UNKNOWN_PATH = `(?:[a-z][a-z0-9+.-]*:/{1,3}|(?<![\\w.=-])(?:[a-z]:[\\\\/]|[\\\\/]{1,2}))${PATH_REST}`;
const USER = '[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+';
const HOST =
  '(?:[\\w-]+\\.)+(?:net|com|org|io|cloud|local|internal|corp|lan)(?!\\.?\\w)|\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b';

/** One pass over a text, so that nothing is replaced twice. Known paths come first, since they may hold blanks. */
function redactor(rows: readonly ReportRow[], placeholder: Placeholder): (text: string) => string {
  const tables = tablePaths(rows, placeholder);
  const databases = new Set(
    rows.flatMap((row) => (row.database === undefined ? [] : [row.database.toLowerCase()])),
  );
  const ownTables = new Set(
    rows.filter((row) => row.group === 'other').map((row) => row.table.toLowerCase()),
  );
  const pattern = new RegExp(
    [
      `(?<table>${anyOf(tables.keys())})(?<rest>[\\\\/]${PATH_REST})?(?![\\w-])`,
      `(?<path>(?:${anyOf(ancestorsOf(tables.keys()))})(?:[\\\\/]${PATH_REST})?(?![\\w-])|${UNKNOWN_PATH})`,
      `(?<user>${USER})`,
      `(?<host>${HOST})`,
      `(?<word>(?<!\\w)(?:${anyOf([...databases, ...ownTables])})(?!\\w))`,
    ].join('|'),
    'gi',
  );
  return (text) =>
    text.replace(pattern, (whole, ...more) => {
      const found: Partial<Record<'table' | 'rest' | 'path' | 'user' | 'host' | 'word', string>> =
        more.at(-1);
      if (found.table !== undefined) {
        // Below a table lie its log and its partitions, whose values may tell whose they are.
        return (tables.get(found.table.toLowerCase()) ?? '') + (found.rest ?? '').replace(/=[^\\/]*/g, '=…');
      }
      if (found.path !== undefined) return placeholder('path', whole);
      if (found.user !== undefined) return placeholder('user', whole);
      if (found.host !== undefined) return placeholder('host', whole);
      return placeholder(databases.has(whole.toLowerCase()) ? 'database' : 'table', whole);
    });
}

/** Sources and targets in lower case, each as the placeholder of its folder and the table's folder in it. */
function tablePaths(rows: readonly ReportRow[], placeholder: Placeholder): Map<string, string> {
  const paths = new Map<string, string>();
  for (const row of rows) {
    for (const path of [row.source, row.target]) {
      const [, parent, folder] = /^(.+?)[\\/]+([^\\/]+)[\\/]*$/.exec(path) ?? [];
      if (parent === undefined || folder === undefined || paths.has(path.toLowerCase())) continue;
      const name = row.group === 'other' ? placeholder('table', folder) : folder;
      paths.set(path.toLowerCase(), `${placeholder('path', parent)}/${name}`);
    }
  }
  return paths;
}

/** Every folder above the paths, but not the drive, host or file system they begin with. */
function ancestorsOf(paths: Iterable<string>): Set<string> {
  const ancestors = new Set<string>();
  for (const path of paths) {
    for (
      let end = lastSlash(path);
      end > 0 && !/[:\\/]$/.test(path.slice(0, end));
      end = lastSlash(path.slice(0, end))
    ) {
      ancestors.add(path.slice(0, end));
    }
  }
  return ancestors;
}

function lastSlash(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
}

/** A pattern that matches any of the texts, the longest first; nothing where there are none. */
function anyOf(texts: Iterable<string>): string {
  const escaped = [...texts].sort((one, other) => other.length - one.length);
  return escaped.length === 0
    ? '(?!)'
    : escaped.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
}
