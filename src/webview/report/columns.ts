/** The columns of the two lists, tables and runs: what each cell says and what it sorts by. */

import type { RunStatus, TableStatus } from '../../backup/outcome';
import type { ReportRow } from '../../backup/report/report';
import type { RunTotals } from '../../backup/report/runs';
import { formatBytes, formatDuration } from '../../base/format';
import type { RunHead } from '../messages';
import { hasFigures, outcomeText, tableCount } from './summary';
import type { SortKey } from './view';
import {
  formatInstant,
  formatNumber,
  GROUP_WORDS,
  RUN_STATUS_WORDS,
  TABLE_STATUS_WORDS,
  wordKeys,
} from './words';

/** Lengths of a bar as shares of the longest one, 0 to 1. */
export interface Bar {
  readonly whole: number;
  /** The part of `whole` that is drawn in full colour. */
  readonly part: number;
}

export interface Cell {
  readonly text: string;
  readonly status?: TableStatus | RunStatus;
  readonly bar?: Bar;
  /** A tooltip that says more than the text. */
  readonly hint?: string;
}

/** Figures stand right-aligned and, with or without a bar beside them, sort from the largest at first. */
export type Look = 'text' | 'figure' | 'barred';

export interface Column<T> {
  readonly id: string;
  readonly label: string;
  /** A CSS grid track. */
  readonly width: string;
  readonly look: Look;
  /** The least width of the list in px in which the column is shown. */
  readonly from: number;
  key(item: T): SortKey;
  cell(item: T): Cell;
}

const STATUS_RANK = new Map(wordKeys(TABLE_STATUS_WORDS).map((status, rank) => [status, rank]));
const GROUP_RANK = new Map(wordKeys(GROUP_WORDS).map((group, rank) => [group, rank]));

/** The columns of the list of tables; bars are relative to the largest of `rows`. */
export function tableColumns(rows: readonly ReportRow[]): readonly Column<ReportRow>[] {
  const mostBytes = largest(rows, (row) => row.bytes);
  const longest = largest(rows, (row) => row.durationMs);
  return [
    {
      ...text('status', 'Status', '124px'),
      key: (row) => STATUS_RANK.get(row.status),
      cell: (row) => ({ text: TABLE_STATUS_WORDS[row.status], status: row.status, hint: outcomeText(row) }),
    },
    {
      ...text('table', 'Table', 'minmax(140px, 2.4fr)'),
      key: (row) => row.table,
      cell: (row) => ({ text: row.table, hint: row.table }),
    },
    {
      ...text('layer', 'Layer', '56px', 560),
      key: (row) => GROUP_RANK.get(row.group),
      cell: (row) => ({ text: GROUP_WORDS[row.group] }),
    },
    {
      ...figure('rows', 'Rows', '92px', 1020),
      key: (row) => row.rows,
      cell: (row) => ({ text: formatNumber(row.rows) }),
    },
    {
      ...figure('files', 'Files', '56px', 900),
      key: (row) => row.files,
      cell: (row) => ({ text: formatNumber(row.files) }),
    },
    {
      ...figure('copied', 'Copied', '76px', 800),
      key: (row) => row.copiedBytes,
      cell: (row) => ({ text: bytes(row.copiedBytes), ...copiedHint(row) }),
    },
    {
      ...barred('size', 'Size'),
      key: (row) => row.bytes,
      cell: (row) => ({
        text: bytes(row.bytes),
        bar: { whole: share(row.bytes, mostBytes), part: share(row.copiedBytes, mostBytes) },
        ...copiedHint(row),
      }),
    },
    {
      ...barred('time', 'Time', 480),
      key: (row) => row.durationMs,
      cell: (row) => ({ text: duration(row.durationMs), bar: solid(share(row.durationMs, longest)) }),
    },
  ];
}

/** The columns of the list of runs; bars are relative to the largest of `runs`. */
export function runColumns(runs: readonly RunHead[]): readonly Column<RunHead>[] {
  const mostBytes = largest(runs, (run) => run.totals.bytes);
  const longest = largest(runs, (run) => run.durationMs);
  return [
    {
      ...text('status', 'Status', '124px'),
      key: (run) => RUN_STATUS_WORDS[run.status],
      cell: (run) => ({ text: RUN_STATUS_WORDS[run.status], status: run.status }),
    },
    {
      ...text('started', 'Started', 'minmax(170px, 1fr)'),
      key: (run) => run.startedAt,
      cell: (run) => ({ text: formatInstant(run.startedAt) || 'Time not recorded' }),
    },
    {
      ...text('database', 'Database', 'minmax(110px, 1fr)', 640),
      key: (run) => run.database,
      cell: (run) => ({ text: run.database ?? '' }),
    },
    {
      ...figure('tables', 'Tables', '86px', 420),
      key: (run) => tableCount(run).ended,
      cell: (run) => ({
        text: `${formatNumber(tableCount(run).ended)} of ${formatNumber(tableCount(run).all)}`,
      }),
    },
    {
      ...figure('copied', 'Copied', '86px', 560),
      key: (run) => bytesOf(run)?.copiedBytes,
      cell: (run) => ({ text: bytes(bytesOf(run)?.copiedBytes) }),
    },
    {
      ...barred('size', 'Size', 420),
      key: (run) => bytesOf(run)?.bytes,
      cell: (run) => ({
        text: bytes(bytesOf(run)?.bytes),
        bar: { whole: share(run.totals.bytes, mostBytes), part: share(run.totals.copiedBytes, mostBytes) },
        ...copiedHint(bytesOf(run) ?? {}),
      }),
    },
    {
      ...barred('time', 'Time', 520),
      key: (run) => run.durationMs,
      cell: (run) => ({ text: duration(run.durationMs), bar: solid(share(run.durationMs, longest)) }),
    },
  ];
}

function text(id: string, label: string, width: string, from = 0) {
  return { id, label, width, from, look: 'text' } as const;
}

function figure(id: string, label: string, width: string, from = 0) {
  return { id, label, width, from, look: 'figure' } as const;
}

function barred(id: string, label: string, from = 0) {
  return { id, label, width: 'minmax(124px, 1fr)', from, look: 'barred' } as const;
}

interface Sizes {
  readonly bytes?: number | undefined;
  readonly copiedBytes?: number | undefined;
}

function bytesOf(run: RunHead): RunTotals | undefined {
  return hasFigures(run) ? run.totals : undefined;
}

function copiedHint({ bytes, copiedBytes }: Sizes): { hint?: string } {
  if (bytes === undefined || copiedBytes === undefined) return {};
  return { hint: `${formatBytes(copiedBytes)} of ${formatBytes(bytes)} copied` };
}

function bytes(value: number | undefined): string {
  return value === undefined ? '' : formatBytes(value);
}

function duration(value: number | undefined): string {
  return value === undefined ? '' : formatDuration(value);
}

function solid(length: number): Bar {
  return { whole: length, part: length };
}

function share(value: number | undefined, most: number): number {
  return value === undefined || most === 0 ? 0 : Math.min(1, value / most);
}

function largest<T>(items: readonly T[], value: (item: T) => number | undefined): number {
  return items.reduce((most, item) => Math.max(most, value(item) ?? 0), 0);
}
