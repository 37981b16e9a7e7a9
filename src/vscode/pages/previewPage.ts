/** The page of a table's first rows. */

import type { RunRecord } from '../../backup/report/runs';
import { formatCount } from '../../base/format';
import type { Preview } from '../../lakehouse/lakehouse';
import { shownPlace } from '../../lakehouse/placeText';
import { type Html, header, html, type Page, safe, table } from './html';
import { runFact, titleOfRun } from './ofRun';

/** Longer values are folded, so that one nested value does not push the others off the screen. */
const FOLD_FROM = 100;

/** @param run the run that left these rows; undefined for the newest version. */
export function previewPage(
  name: string,
  location: string,
  { columns, rows, version }: Preview,
  run?: RunRecord,
): Page {
  const title = run === undefined ? name : titleOfRun(name, version, run);
  const heads = columns.map(
    ({ name: column, type }) => html`${column}<br><span class="type">${shorten(type)}</span>`,
  );
  const facts = [
    ['Path', shownPlace(location)],
    ['Shown', `the first ${formatCount(rows.length, 'row')} of version ${version}`],
    runFact(run),
  ] as const;
  const body = rows.length === 0 ? html`<p>The table holds no rows.</p>` : html``;
  const cells = rows.map((row) => row.map(cell));
  return {
    title,
    body: html`${safe(header(title, facts))}${safe(table(`First rows of ${name}`, heads, cells))}${safe(body)}`,
  };
}

function cell(value: string | null): Html {
  if (value === null) return html`<span class="null">null</span>`;
  if (value.length < FOLD_FROM) return html`${value}`;
  return html`<details><summary>${shorten(value)}</summary><pre>${value}</pre></details>`;
}

function shorten(value: string): string {
  return value.length < FOLD_FROM ? value : `${value.slice(0, FOLD_FROM - 10)}…`;
}
