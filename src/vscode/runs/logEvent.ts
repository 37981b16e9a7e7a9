/** Writes a run's events to the log: one line a table, and none for mere progress. */

import type * as vscode from 'vscode';
import type { RunEvent } from '../../backup/events';
import type { TableOutcome } from '../../backup/outcome';
import { outcomeText } from '../../backup/outcome';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatDuration } from '../../base/format';
import { sentence } from '../notify';

export function logEvent(log: vscode.LogOutputChannel, event: RunEvent): void {
  switch (event.type) {
    case 'run-started':
      log.info(`Run ${event.runId}: ${event.tables} tables, ${formatBytes(event.bytesToCopy)} to copy.`);
      return;
    case 'table-started':
    case 'table-verifying':
      log.debug(`${event.table}: ${event.type === 'table-started' ? 'copying' : 'verifying'}.`);
      return;
    case 'table-progress':
      return;
    case 'table-finished':
      logOutcome(log, event.table, event.outcome);
      return;
    case 'step-started':
      log.debug(`${event.step}: begun.`);
      return;
    case 'step-finished':
      log.info(`${event.step}: ${outcomeText(event.outcome)}`);
      return;
    case 'round-started':
      log.warn(`The source moved; copied again, round ${event.round}: ${event.tables.join(', ')}.`);
      return;
    case 'table-dropped':
      log.info(`${event.table}: dropped from the source.`);
      return;
    case 'report-written':
      log.info(`Report written to ${event.location}.`);
      return;
    case 'report-failed':
      log.error(`Report ${event.location}: ${sentence(event.error)}`);
      return;
    case 'summary':
      log.info(`Run ${event.runId}: ${event.status}.`);
      return;
    default:
      exhaustive(event);
  }
}

function logOutcome(log: vscode.LogOutputChannel, table: string, outcome: TableOutcome): void {
  const took = formatDuration(outcome.endedAt - outcome.startedAt);
  switch (outcome.status) {
    case 'done':
      log.info(`${table}: copied ${formatBytes(outcome.metrics.copiedFilesSize)} and verified in ${took}.`);
      return;
    case 'warning':
      log.warn(`${table}: copied in ${took}, with warnings: ${outcome.warnings.join(' ')}`);
      return;
    case 'failed':
      log.error(`${table}: ${sentence(outcome.error)}`);
      return;
    case 'skipped':
      log.info(`${table}: skipped, ${outcome.reason}`);
      return;
    case 'cancelled':
      log.info(`${table}: cancelled.`);
      return;
    default:
      exhaustive(outcome);
  }
}
