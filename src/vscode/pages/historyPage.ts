/** The page of a table's newest commits. */

import { formatInstant } from '../../backup/instant';
import { formatAge, formatCount } from '../../base/format';
import type { HistoryEntry } from '../../lakehouse/lakehouse';
import { shownPlace } from '../../lakehouse/placeText';
import { figure, type Html, header, html, type Page, safe, table, text } from './html';

/** @param now epoch ms, for the commits' ages. */
export function historyPage(
  name: string,
  location: string,
  history: readonly HistoryEntry[],
  now: number,
): Page {
  const facts = [
    ['Path', shownPlace(location)],
    ['Shown', `the newest ${formatCount(history.length, 'commit')}`],
  ] as const;
  const heads = [
    figure('Version'),
    ...['Committed', 'Operation', 'Parameters', 'Metrics', 'Written by'].map(text),
  ];
  const cells = history.map((entry) => [
    figure(entry.version),
    html`${formatInstant(entry.committedAt)}<br><span class="muted">${formatAge(entry.committedAt, now)}</span>`,
    html`${entry.operation}`,
    pairs(entry.parameters),
    pairs(entry.metrics),
    html`<span class="wrap">${entry.engine ?? ''}</span>`,
  ]);
  return {
    title: `${name}: history`,
    body: html`${safe(header(name, facts))}${safe(table(`Commits of ${name}`, heads, cells))}`,
  };
}

function pairs(values: Readonly<Record<string, string>>): Html {
  const lines = Object.entries(values).map(
    ([key, value]) => html`<span class="muted">${key}</span> ${value}<br>`,
  );
  return html`<span class="wrap">${safe(lines)}</span>`;
}
