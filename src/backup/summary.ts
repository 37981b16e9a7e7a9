/** The event that ends every run, whatever it did. */

import type { FaultData } from '../base/fault';
import type { RunSummary } from './events';
import type { RunStatus, TableStatus } from './outcome';

export interface Ended {
  readonly runId: string;
  readonly status: RunStatus;
  readonly results: readonly {
    readonly table: string;
    readonly target: string;
    readonly outcome: { readonly status: TableStatus; readonly error?: FaultData };
  }[];
  readonly reportError?: FaultData | undefined;
}

export function summaryOf({ runId, status, results, reportError }: Ended): RunSummary {
  const tables = results.map(({ table, target, outcome: { status, error } }) => ({
    table,
    status,
    target,
    ...(error === undefined ? {} : { error }),
  }));
  return { type: 'summary', runId, status, tables, ...(reportError === undefined ? {} : { reportError }) };
}
