/** The page of a table's columns, properties and features. */

import { formatInstant } from '../../backup/instant';
import type { RunRecord } from '../../backup/report/runs';
import { formatBytes, formatCount } from '../../base/format';
import type { TableDetail } from '../../lakehouse/lakehouse';
import { shownPlace } from '../../lakehouse/placeText';
import { figure, type Html, header, html, type Page, safe, table, text } from './html';
import { runFact, titleOfRun } from './ofRun';

/** @param run the run that left this version; undefined for the newest. */
export function schemaPage(name: string, detail: TableDetail, run?: RunRecord): Page {
  const { columns, partitionColumns, properties, features, version, committedAt, rows } = detail;
  const title = run === undefined ? name : titleOfRun(name, version, run);
  const facts = [
    ['Path', shownPlace(detail.location)],
    runFact(run),
    ['Version', `${version}, committed ${formatInstant(committedAt)}`],
    ['Size', `${formatBytes(detail.bytes)} in ${formatCount(detail.files, 'file')}`],
    ['Rows', rows === undefined ? 'not in the statistics' : rows.toLocaleString('en-US')],
    ['Partitioned by', partitionColumns.join(', ')],
    ['Table features', features.join(', ')],
    ['Table id', detail.tableId],
  ] as const;
  const cells = columns.map(({ name: column, type, nullable, comment }, index) => [
    figure(index + 1),
    html`${column}`,
    html`<code class="wrap">${type}</code>`,
    nullable ? html`yes` : html`no`,
    html`<span class="wrap">${comment ?? ''}</span>`,
  ]);
  const heads = [figure('#'), ...['Column', 'Type', 'Nullable', 'Comment'].map(text)];
  return {
    title: `${title}: schema`,
    body: html`${safe(header(title, facts))}${safe(table(`Columns of ${name}`, heads, cells))}${safe(propertyTable(name, properties))}`,
  };
}

function propertyTable(name: string, properties: Readonly<Record<string, string>>): Html {
  const entries = Object.entries(properties);
  if (entries.length === 0) return html``;
  const cells = entries.map(([key, value]) => [
    html`<code>${key}</code>`,
    html`<span class="wrap">${value}</span>`,
  ]);
  return html`<h2>Properties</h2>${safe(table(`Properties of ${name}`, [html`Property`, html`Value`], cells))}`;
}
