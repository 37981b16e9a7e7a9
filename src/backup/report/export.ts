/** A run's report as a document to keep or to share: CSV, JSON or Markdown. */

import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount, formatDuration } from '../../base/format';
import { formatInstant } from '../instant';
import { redactRows } from './redact';
import type { ReportRow } from './report';
import type { RunRecord } from './runs';

export const EXPORT_FORMATS = ['csv', 'json', 'markdown'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions {
  /** Replaces paths, hosts and database names by placeholders, also in error messages. */
  readonly redact: boolean;
}

/** The document's text. CSV follows RFC 4180, and no spreadsheet takes a cell of it for a formula. */
export function exportRun(run: RunRecord, format: ExportFormat, { redact }: ExportOptions): string {
  const rows = redact ? redactRows(run.rows) : run.rows;
  const shown: RunRecord = { ...run, rows, database: rows[0]?.database };
  switch (format) {
    case 'csv':
      return toCsv(rows);
    case 'json':
      return `${JSON.stringify(shown, undefined, 2)}\n`;
    case 'markdown':
      return toMarkdown(shown);
    default:
      return exhaustive(format);
  }
}

type Cell = string | number | undefined;
type Columns = readonly (readonly [name: string, of: (row: ReportRow) => Cell])[];

const CSV_COLUMNS: Columns = [
  ['run', (row) => row.runId],
  ['process', (row) => row.process],
  ['type', (row) => row.snapshotType],
  ['database', (row) => row.database],
  ['table', (row) => row.table],
  ['layer', (row) => row.group],
  ['status', (row) => row.status],
  ['message', (row) => row.statusText],
  ['source', (row) => row.source],
  ['target', (row) => row.target],
  ['as_of', (row) => row.asOf],
  ['source_version', (row) => row.sourceVersion],
  ['target_version', (row) => row.targetVersion],
  ['files', (row) => row.files],
  ['bytes', (row) => row.bytes],
  ['rows', (row) => row.rows],
  ['copied_files', (row) => row.copiedFiles],
  ['copied_bytes', (row) => row.copiedBytes],
  ['started_at', (row) => optional(row.startedAt, formatInstant)],
  ['ended_at', (row) => optional(row.endedAt, formatInstant)],
  ['duration_ms', (row) => row.durationMs],
  ['verified', (row) => row.verification],
  ['error_code', (row) => row.errorCode],
  ['advice', (row) => row.advice],
];

function toCsv(rows: readonly ReportRow[]): string {
  const lines = [
    CSV_COLUMNS.map(([name]) => name),
    ...rows.map((row) => CSV_COLUMNS.map(([, of]) => csvCell(of(row)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

function csvCell(value: Cell): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  // A spreadsheet would run a text that begins like this; an apostrophe tells it that it is text.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const MARKDOWN_COLUMNS: Columns = [
  ['Table', (row) => row.table],
  ['Layer', (row) => row.group],
  ['Status', (row) => row.status],
  ['Files', (row) => row.files],
  ['Size', (row) => optional(row.bytes, formatBytes)],
  ['Copied', (row) => optional(row.copiedBytes, formatBytes)],
  ['Rows', (row) => row.rows],
  ['Version', (row) => row.sourceVersion],
  ['Time', (row) => optional(row.durationMs, formatDuration)],
  ['Verified', (row) => row.verification],
  ['Message', (row) => (row.status === 'done' ? undefined : row.statusText)],
];

function toMarkdown(run: RunRecord): string {
  const { totals } = run;
  const facts: [string, string | undefined][] = [
    ['Database', run.database],
    ['Source', folderOf(run.rows[0]?.source)],
    ['Target', folderOf(run.rows[0]?.target)],
    ['As of', run.asOf],
    ['Started', optional(run.startedAt, formatInstant)],
    ['Duration', optional(run.durationMs, formatDuration)],
    ['Outcome', tableCounts(run)],
    ['Size', `${formatBytes(totals.bytes)} in ${formatCount(totals.files, 'file')}`],
    ['Copied', `${formatBytes(totals.copiedBytes)} in ${formatCount(totals.copiedFiles, 'file')}`],
    ['Speed', optional(run.bytesPerSecond, (speed) => `${formatBytes(speed)}/s`)],
  ];
  const line = (cells: readonly Cell[]) => `| ${cells.map((cell) => markdownCell(cell)).join(' | ')} |\n`;
  return [
    `# ${markdownCell(run.process ?? 'snapshot')} ${markdownCell(run.id)}: ${run.status}\n\n`,
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${markdownCell(value)}\n`])),
    '\n',
    line(MARKDOWN_COLUMNS.map(([name]) => name)),
    line(MARKDOWN_COLUMNS.map(() => '---')),
    ...run.rows.map((row) => line(MARKDOWN_COLUMNS.map(([, of]) => of(row)))),
  ].join('');
}

/** `57 tables: 55 done, 2 failed`: how the rows of a run ended, without what did not occur. */
export function tableCounts({ totals }: Pick<RunRecord, 'totals'>): string {
  const parts = Object.entries(totals.count).filter(([, count]) => count > 0);
  return `${formatCount(totals.tables, 'table')}: ${parts.map(([status, count]) => `${count} ${status}`).join(', ')}`;
}

function markdownCell(value: Cell): string {
  return String(value ?? '')
    .replace(/[\\`*_[\]<>|#]/g, '\\$&')
    .replace(/\s*[\r\n]+\s*/g, ' ');
}

function folderOf(path: string | undefined): string | undefined {
  return path?.replace(/[\\/]+[^\\/]*$/, '');
}

function optional<T, R>(value: T | undefined, map: (value: T) => R): R | undefined {
  return value === undefined ? undefined : map(value);
}
