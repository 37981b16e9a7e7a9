/** What a run amounts to, in figures and sentences. */

import type { ReportRow } from '../../backup/report/report';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount, formatDuration } from '../../base/format';
import type { RunHead } from '../messages';
import { formatNumber, processWord } from './words';

export interface Figure {
  readonly label: string;
  readonly value: string;
  /** What the value is to be seen against. */
  readonly note?: string;
}

/** The figures at the top of a report. */
export function figuresOf(run: RunHead): readonly Figure[] {
  const { ended, all } = tableCount(run);
  const { durationMs, bytesPerSecond, totals } = run;
  const tables = ended === all ? formatNumber(all) : `${formatNumber(ended)} of ${formatNumber(all)}`;
  const first = { label: 'Tables', value: tables, note: restOf(run) };
  if (!hasFigures(run)) return [first];
  return [
    first,
    {
      label: 'Files copied',
      value: formatNumber(totals.copiedFiles),
      note: `of ${formatCount(totals.files, 'file')}`,
    },
    {
      label: 'Bytes copied',
      value: formatBytes(totals.copiedBytes),
      note: `of ${formatBytes(totals.bytes)}`,
    },
    ...(durationMs === undefined ? [] : [{ label: 'Duration', value: formatDuration(durationMs) }]),
    ...(bytesPerSecond === undefined ? [] : [{ label: 'Speed', value: `${formatBytes(bytesPerSecond)}/s` }]),
  ];
}

/** Whether the report tells of sizes and times: Overwatch's own rows do not. */
export function hasFigures(run: RunHead): boolean {
  return run.writtenBy === 'overwatch-backup';
}

/** How many tables the run had, and how many of them it left with a copy of what was asked for. */
export function tableCount(run: RunHead): { readonly all: number; readonly ended: number } {
  const { failed, cancelled } = run.totals.count;
  return { all: run.totals.tables, ended: run.totals.tables - failed - cancelled };
}

/** What is to be said of the tables that are not simply done: `2 failed, 1 with warnings`. */
function restOf(run: RunHead): string {
  const { warning, skipped, failed, cancelled } = run.totals.count;
  const parts = [
    failed > 0 ? `${formatNumber(failed)} failed` : undefined,
    cancelled > 0 ? `${formatNumber(cancelled)} cancelled` : undefined,
    warning > 0 ? `${formatNumber(warning)} with warnings` : undefined,
    skipped > 0 ? `${formatNumber(skipped)} skipped` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'all done' : parts.join(', ');
}

/** `Snapshot partly done` */
export function titleOf(run: RunHead): string {
  const subject = processWord(run.process);
  switch (run.status) {
    case 'done':
      return run.totals.count.warning > 0 ? `${subject} done with warnings` : `${subject} done`;
    case 'partial':
      return `${subject} partly done`;
    case 'failed':
      return `${subject} failed`;
    case 'cancelled':
      return `${subject} cancelled`;
    default:
      return exhaustive(run.status);
  }
}

/** What the user has to know first about a run that left tables without a new copy; undefined where it left none. */
export function alertOf(run: RunHead): string | undefined {
  const { failed, cancelled } = run.totals.count;
  const without = failed + cancelled;
  if (without === 0) return undefined;
  return `${formatCount(without, 'table')} ${without === 1 ? 'has' : 'have'} no new copy from this run.`;
}

/** The label of the button that tries again what a run left undone; undefined where that cannot be done. */
export function retryLabel(run: RunHead): string | undefined {
  const { failed, cancelled } = run.totals.count;
  // A migration is more than its tables: it goes on as a whole.
  if (run.process === 'migrate') return run.status === 'done' ? undefined : 'Resume';
  if (run.writtenBy !== 'overwatch-backup' || failed + cancelled === 0) return undefined;
  if (cancelled === 0) return `Retry failed (${formatNumber(failed)})`;
  if (failed === 0) return `Retry cancelled (${formatNumber(cancelled)})`;
  return `Retry failed and cancelled (${formatNumber(failed + cancelled)})`;
}

/** Whether the run has dropped its source, so that nothing lies there any more. */
export function isSourceDropped({ steps = [] }: Pick<RunHead, 'steps'>): boolean {
  return steps.some(({ step, status }) => step === 'drop' && status === 'done');
}

/** Whether the run left the table with a readable copy. */
export function hasCopy(row: ReportRow): boolean {
  return row.status !== 'failed' && row.status !== 'cancelled';
}

/** What the report says of how a table ended, without the words that mark warnings. */
export function outcomeText(row: ReportRow): string {
  switch (row.status) {
    case 'failed':
      return row.errorMessage ?? row.statusText;
    case 'cancelled':
      return 'The run was cancelled before the copy of this table was complete.';
    case 'done':
    case 'warning':
    case 'skipped':
      return row.statusText.replace(/^(SUCCESS WITH WARNINGS|SKIPPED):\s*/, '');
    default:
      return exhaustive(row.status);
  }
}
