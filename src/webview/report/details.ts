/** What the report knows of one table: why it failed and what to do, its places with their links, its figures. */

import type { ReportRow } from '../../backup/report/report';
import { formatBytes, formatDuration } from '../../base/format';
import { button } from '../toolkit';
import { el, withAttributes } from './dom';
import { icon } from './icons';
import { hasCopy, outcomeText } from './summary';
import { formatInstant, formatNumber, GROUP_WORDS, TABLE_STATUS_WORDS } from './words';

export interface PlaceEvents {
  onPreview(location: string): void;
  onCopyPath(location: string): void;
  /** Undefined where places cannot be opened in the file manager. */
  readonly onReveal: ((location: string) => void) | undefined;
  /** Nothing lies at the sources of the run that is shown: it has dropped them. */
  readonly isSourceDropped: boolean;
}

/** The content of the details pane for a row; `events` are told of clicks on its links. */
export function renderDetails(row: ReportRow, events: PlaceEvents): readonly Node[] {
  return [
    el('h2', 'details-title', icon(row.status), el('span', '', row.table)),
    ...problem(row),
    place('Copy', row.table, row.target, hasCopy(row), events),
    place('Source', row.table, row.source, !events.isSourceDropped, events),
    facts(row),
    ...statement(row),
  ];
}

function problem(row: ReportRow): readonly Node[] {
  if (row.status === 'done') return [];
  const title = el('strong', '', TABLE_STATUS_WORDS[row.status]);
  return [
    el(
      'div',
      `problem problem-${row.status}`,
      el('p', '', title),
      el('p', 'selectable', outcomeText(row)),
      row.advice === undefined ? undefined : el('p', 'selectable', row.advice),
    ),
  ];
}

function place(
  name: string,
  table: string,
  location: string,
  readable: boolean,
  events: PlaceEvents,
): HTMLElement {
  const { onReveal } = events;
  const what = name === 'Copy' ? `the copy of ${table}` : `the source of ${table}`;
  const actions = el(
    'div',
    'place-actions',
    readable
      ? named(
          button('Preview', () => events.onPreview(location)),
          `Preview ${what}`,
        )
      : undefined,
    named(
      button('Copy path', () => events.onCopyPath(location)),
      `Copy path of ${what}`,
    ),
    onReveal === undefined || !readable
      ? undefined
      : named(
          button('Reveal', () => onReveal(location)),
          `Reveal ${what}`,
        ),
  );
  const isDropped = name === 'Source' && events.isSourceDropped;
  return el(
    'section',
    'place',
    el('h3', '', name),
    el('p', 'path selectable', location),
    isDropped ? el('p', '', 'Dropped by this run.') : undefined,
    actions,
  );
}

function named(control: HTMLElement, label: string): HTMLElement {
  return withAttributes(control, { 'aria-label': label, title: label });
}

function facts(row: ReportRow): HTMLElement {
  const all: readonly (readonly [string, string])[] = [
    ['Layer', GROUP_WORDS[row.group]],
    ['Verified', row.verification ?? ''],
    ['Source version', formatNumber(row.sourceVersion)],
    ['Copy’s version', formatNumber(row.targetVersion)],
    ['As of', row.asOf ?? ''],
    ['Rows', formatNumber(row.rows)],
    ['Files', formatNumber(row.files)],
    ['Files copied', formatNumber(row.copiedFiles)],
    ['Size', row.bytes === undefined ? '' : formatBytes(row.bytes)],
    ['Copied', row.copiedBytes === undefined ? '' : formatBytes(row.copiedBytes)],
    ['Started', formatInstant(row.startedAt)],
    ['Time', row.durationMs === undefined ? '' : formatDuration(row.durationMs)],
    ['Error code', row.errorCode ?? ''],
  ];
  const known = all.filter(([, value]) => value !== '');
  return el(
    'dl',
    'facts',
    ...known.flatMap(([name, value]) => [el('dt', '', name), el('dd', 'selectable', value)]),
  );
}

function statement(row: ReportRow): readonly Node[] {
  if (row.statement === undefined) return [];
  return [el('section', '', el('h3', '', 'Statement'), el('pre', 'statement selectable', row.statement))];
}
