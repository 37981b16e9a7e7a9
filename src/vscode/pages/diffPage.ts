/** The page that compares a backup with its database: how far every copy is behind, and how its schema differs. */

import type { ColumnDifference, DiffStatus, TableDiff } from '../../backup/verify/diff';
import { formatBytes, formatCount } from '../../base/format';
import { shownPlace } from '../../lakehouse/placeText';
import { figure, type Html, header, html, type Page, safe, table } from './html';

export interface Compared {
  /** The root of the backup. */
  readonly from: string;
  readonly database: { readonly name: string; readonly location: string };
  /** In the catalog's order. */
  readonly tables: readonly TableDiff[];
}

export function diffPage({ from, database, tables }: Compared): Page {
  const title = `Compared with ${database.name}`;
  const facts = [
    ['Backup', shownPlace(from)],
    ['Database', shownPlace(database.location)],
    ['Copies', summary(tables)],
  ] as const;
  const heads = [
    html`Table`,
    html`Layer`,
    html`Copy`,
    ...['Copied version', 'Newest version', 'Rows', 'Added'].map(figure),
    html`Schema`,
  ];
  // What needs a look comes first; within it the catalog's order stays.
  const rows = [...tables].sort((one, other) => rank(one) - rank(other)).map(diffRow);
  return { title, body: html`${safe(header(title, facts))}${safe(table('Tables compared', heads, rows))}` };
}

/** From what needs a look the most, each with how it is called. */
const STATUSES: readonly (readonly [DiffStatus, string])[] = [
  ['unreadable', 'unreadable'],
  ['replaced', 'created anew in the database'],
  ['not-in-backup', 'not in the backup'],
  ['behind', 'behind'],
  ['unknown', 'of unknown origin'],
  ['not-in-database', 'no longer in the database'],
  ['same', 'up to date'],
];

/** `1 behind, 12 up to date`. */
export function summary(tables: readonly TableDiff[]): string {
  const counts = STATUSES.flatMap(([status, label]) => {
    const count = tables.filter((one) => one.status === status).length;
    return count === 0 ? [] : [`${count} ${label}`];
  });
  return counts.join(', ');
}

function rank({ status, schema }: TableDiff): number {
  const order = STATUSES.findIndex(([one]) => one === status);
  return schema.length > 0 ? order - 0.5 : order;
}

function diffRow(diff: TableDiff): readonly Html[] {
  const { table: name, group, copiedVersion, sourceVersion, changes, schema } = diff;
  return [
    html`${name}`,
    html`${group}`,
    copyCell(diff),
    figure(copiedVersion ?? ''),
    figure(sourceVersion ?? ''),
    figure(changes?.rows?.toLocaleString('en-US', { signDisplay: 'exceptZero' }) ?? ''),
    figure(changes === undefined ? '' : formatBytes(changes.addedBytes)),
    html`<span class="wrap">${safe(schema.map(columnLine))}</span>`,
  ];
}

function copyCell({ status, versionsBehind = 0, error }: TableDiff): Html {
  if (error !== undefined)
    return html`<span class="wrap error">${error.message} ${error.advice ?? ''}</span>`;
  if (status === 'behind') return html`${formatCount(versionsBehind, 'version')} behind`;
  return html`${STATUSES.find(([one]) => one === status)?.[1] ?? status}`;
}

/** What the database has, and how the copy differs. */
function columnLine({ column, change, source, copy }: ColumnDifference): Html {
  const types: Readonly<Record<ColumnDifference['change'], string>> = {
    added: `new, ${source}`,
    removed: `only in the copy, ${copy}`,
    changed: `${source}, ${copy} in the copy`,
  };
  return html`${column} <span class="type">${types[change]}</span><br>`;
}
