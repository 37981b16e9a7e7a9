/** A run as text: its tables and a line of totals. The same after a snapshot and when a report is read. */

import { formatInstant } from '../backup/instant';
import { tableCounts } from '../backup/report/export';
import type { ReportRow } from '../backup/report/report';
import type { RunRecord } from '../backup/report/runs';
import { formatBytes, formatDuration } from '../base/format';
import type { TextSink } from './context';
import { printLine, printTable, type TableColumn } from './output';
import { printAdvice } from './printAdvice';
import { printStepRows } from './printSteps';

/** Prints one run with its tables, its steps and what to do about those that failed. */
export function printRun(sink: TextSink, run: RunRecord): void {
  printTable(sink, ROW_COLUMNS, run.rows);
  printLine(sink, '');
  printLine(
    sink,
    `${capitalized(wordOf(run.process ?? 'snapshot'))} ${run.id} ${STATUS_WORDS[run.status]}. ${totalsText(run)}`,
  );
  printAdvice(sink, run.rows);
  printStepRows(sink, run.steps ?? []);
}

/** Runs one a line, as a report lists them; those that were forgotten with the instant (epoch ms) when they were. */
export function printRuns(
  sink: TextSink,
  runs: readonly RunRecord[],
  forgotten: ReadonlyMap<string, number>,
): void {
  const whenForgotten = ({ id }: RunRecord) => {
    const at = forgotten.get(id);
    return at === undefined ? undefined : formatInstant(at);
  };
  printTable(sink, [...RUN_COLUMNS, { title: 'forgotten', of: whenForgotten }], runs);
}

/** A process as a noun. */
function wordOf(process: string): string {
  return process === 'migrate' ? 'migration' : process.replace('-', ' ');
}

const STATUS_WORDS: Readonly<Record<RunRecord['status'], string>> = {
  done: 'done',
  partial: 'partly done',
  failed: 'failed',
  cancelled: 'cancelled',
};

function totalsText(run: RunRecord): string {
  const { bytes, copiedBytes } = run.totals;
  const speed = run.bytesPerSecond === undefined ? '' : `, ${formatBytes(run.bytesPerSecond)}/s`;
  const time = run.durationMs === undefined ? '' : ` in ${formatDuration(run.durationMs)}${speed}`;
  return `${tableCounts(run)}; ${formatBytes(bytes)}, of which ${formatBytes(copiedBytes)} copied${time}`;
}

const ROW_COLUMNS: readonly TableColumn<ReportRow>[] = [
  { title: 'table', of: (row) => row.table },
  { title: 'layer', of: (row) => row.group },
  { title: 'status', of: (row) => row.status },
  { title: 'version', of: (row) => row.sourceVersion?.toString(), right: true },
  { title: 'files', of: (row) => row.files?.toLocaleString('en-US'), right: true },
  { title: 'rows', of: (row) => row.rows?.toLocaleString('en-US'), right: true },
  { title: 'size', of: (row) => (row.bytes === undefined ? undefined : formatBytes(row.bytes)), right: true },
  {
    title: 'copied',
    of: (row) => (row.copiedBytes === undefined ? undefined : formatBytes(row.copiedBytes)),
    right: true,
  },
  {
    title: 'time',
    of: (row) => (row.durationMs === undefined ? undefined : formatDuration(row.durationMs)),
    right: true,
  },
  { title: 'verified', of: (row) => row.verification },
  { title: 'message', of: (row) => (row.status === 'done' ? undefined : row.statusText) },
];

const RUN_COLUMNS: readonly TableColumn<RunRecord>[] = [
  { title: 'run', of: (run) => run.id },
  { title: 'status', of: (run) => STATUS_WORDS[run.status] },
  { title: 'type', of: (run) => run.snapshotType },
  { title: 'database', of: (run) => run.database },
  { title: 'started', of: (run) => (run.startedAt === undefined ? undefined : formatInstant(run.startedAt)) },
  {
    title: 'time',
    of: (run) => (run.durationMs === undefined ? undefined : formatDuration(run.durationMs)),
    right: true,
  },
  { title: 'size', of: (run) => formatBytes(run.totals.bytes), right: true },
  { title: 'copied', of: (run) => formatBytes(run.totals.copiedBytes), right: true },
  { title: 'tables', of: tableCounts },
];

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
