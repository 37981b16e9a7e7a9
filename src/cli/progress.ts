/** Shows a run or a verification while it goes on: one line drawn anew on a terminal, one line a table elsewhere. */

import type { RunEvent } from '../backup/events';
import type { TableOutcome } from '../backup/outcome';
import { outcomeText as stepText } from '../backup/outcome';
import type { VerifyEvent, VerifyOutcome } from '../backup/verify/verify';
import { formatBytes, formatDuration, shorten } from '../base/format';
import type { TextSink } from './context';
import { printable, printJson, printLine } from './output';

export type OnEvent = (event: RunEvent | VerifyEvent) => void;

/** Prints every event as a line of JSON. */
export function jsonEvents(sink: TextSink): OnEvent {
  return (event) => printJson(sink, event);
}

/** Least time between two drawings of the line, ms. */
const INTERVAL = 100;

/** Shows events on `sink`; `now` is the clock, epoch ms. */
export function showProgress(sink: TextSink, now: () => number): OnEvent {
  const startedAt = now();
  const copied = new Map<string, number>();
  let tables = 0;
  let finished = 0;
  let bytesToCopy = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;

  const clear = () => sink.isTerminal && sink.write('\r\x1b[K');
  const line = (text: string) => {
    clear();
    printLine(sink, text);
  };
  const draw = (table: string) => {
    if (!sink.isTerminal || now() - drawnAt < INTERVAL) return;
    drawnAt = now();
    clear();
    sink.write(
      shorten(
        printable([`${finished}/${tables} tables`, ...bytes(), table].join(' · ')),
        (sink.columns ?? 80) - 1,
      ),
    );
  };
  const bytes = () => {
    if (bytesToCopy === 0) return [];
    const done = [...copied.values()].reduce((total, one) => total + one, 0);
    const seconds = Math.max(now() - startedAt, 1) / 1000;
    return [`${formatBytes(done)} of ${formatBytes(bytesToCopy)}`, `${formatBytes(done / seconds)}/s`];
  };

  return (event) => {
    switch (event.type) {
      case 'run-started':
        bytesToCopy = event.bytesToCopy;
        tables = event.tables;
        break;
      case 'verify-started':
        tables = event.tables;
        break;
      case 'table-started':
      case 'table-verifying':
        draw(event.table);
        break;
      case 'table-progress':
        if (event.phase === 'copying') {
          copied.set(event.table, event.copiedBytes);
          draw(event.table);
        } else {
          draw(`${event.table}, ${event.phase}`);
        }
        break;
      case 'table-finished':
        finished += 1;
        if (sink.isTerminal && event.outcome.status === 'done') draw(event.table);
        else line(`[${finished}/${tables}] ${event.table}: ${outcomeText(event.outcome)}`);
        break;
      case 'report-failed':
        line(event.error.message);
        break;
      case 'summary':
        clear();
        break;
      case 'step-started':
        draw(event.step);
        break;
      case 'step-finished':
        line(`${event.step}: ${stepText(event.outcome)}`);
        break;
      case 'round-started':
        tables += event.tables.length;
        line(`The source moved; to copy again (round ${event.round}): ${event.tables.join(', ')}`);
        break;
      case 'table-dropped':
        draw(event.table);
        break;
      case 'report-written':
        break;
    }
  };
}

function outcomeText(outcome: TableOutcome | VerifyOutcome): string {
  const time = formatDuration(outcome.endedAt - outcome.startedAt);
  switch (outcome.status) {
    case 'done':
      return 'metrics' in outcome
        ? `done, ${formatBytes(outcome.metrics.copiedFilesSize)} copied in ${time}`
        : `done in ${time}`;
    case 'warning':
      return `done in ${time}, with warnings: ${outcome.warnings.join(' ')}`;
    case 'failed':
      return `failed: ${outcome.error.message}`;
    case 'skipped':
      return `skipped: ${outcome.reason}`;
    case 'cancelled':
      return 'cancelled';
  }
}
