/** The page that shows the columns of a copy and of its source side by side, those that differ first. */

import type { RunRecord } from '../../backup/report/runs';
import {
  changeText,
  countRows,
  type SchemaRow,
  schemaSummary,
  sideText,
} from '../../backup/verify/schemaDiff';
import type { ComparedSchema, SourceSchema } from '../../backup/verify/sourceSchema';
import type { TableDetail } from '../../lakehouse/lakehouse';
import { shownPlace } from '../../lakehouse/placeText';
import { type Html, header, html, type Page, safe, table, text } from './html';
import { runFact, titleOfRun } from './ofRun';

/** @param run the run that left this version of the copy; undefined for its newest. */
export function schemaDiffPage({ table: name, copy, source }: ComparedSchema, run?: RunRecord): Page {
  const title = run === undefined ? name : titleOfRun(name, copy.version, run);
  const facts = [
    ['Result', 'error' in source ? 'the source cannot be read' : schemaSummary(source.rows)],
    ['Source', place(source.location, 'error' in source ? undefined : source.detail)],
    ['Copy', place(copy.location, copy)],
    runFact(run),
  ] as const;
  return {
    title: `${title}: schema compared`,
    body: html`${safe(header(`${title}, compared with its source`, facts))}${safe(comparison(name, copy, source))}`,
  };
}

function place(location: string, detail: TableDetail | undefined): string {
  const shown = shownPlace(location);
  return detail === undefined ? shown : `${shown}, version ${detail.version}`;
}

function comparison(name: string, copy: TableDetail, source: SourceSchema): Html {
  if ('error' in source) {
    const { message, advice = '' } = source.error;
    const columns = copy.columns.map((column) => [
      html`${column.name}`,
      html`<code class="wrap">${column.type}</code>`,
    ]);
    const heads = ['Column', 'Copy'].map(text);
    return html`<p class="error">${message} ${advice}</p>${safe(table(`Columns of ${name}`, heads, columns))}`;
  }
  const different = source.rows.filter(({ changes }) => changes.length > 0);
  const same = source.rows.filter(({ changes }) => changes.length === 0);
  const heads = ['Column', 'Source', 'Copy', 'Difference'].map(text);
  const top =
    different.length === 0
      ? html``
      : table(`Columns of ${name} that differ`, heads, different.map(differenceRow));
  return html`${safe(top)}${safe(sameColumns(name, same, different.length))}`;
}

function differenceRow(row: SchemaRow): readonly Html[] {
  const words = row.changes.map(changeText).join(', ');
  return [
    html`${row.path}`,
    side(row, 'source'),
    side(row, 'copy'),
    html`<span class="wrap">${words}</span>`,
  ];
}

function side(row: SchemaRow, which: 'source' | 'copy'): Html {
  const shown = sideText(row, which);
  return shown === '' ? html`<span class="muted">not there</span>` : html`<code class="wrap">${shown}</code>`;
}

function sameColumns(name: string, rows: readonly SchemaRow[], different: number): Html {
  if (rows.length === 0) return html``;
  const title = different === 0 ? 'All columns are the same' : `The same in both: ${countRows(rows)}`;
  const cells = rows.map((row) => [html`${row.path}`, side(row, 'source')]);
  const heads = ['Column', 'Source and copy'].map(text);
  return html`<h2>${title}</h2>${safe(table(`Columns of ${name} that are the same`, heads, cells))}`;
}
