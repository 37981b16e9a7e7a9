/** Verifies a backup, or a restored or migrated database, by itself and without its source: every table in it is read, and everything its report promises must be there. */

import { mapLimit } from '../../base/concurrency';
import { asFault, Fault } from '../../base/fault';
import type { Lakehouse, Verification } from '../../lakehouse/lakehouse';
import { BACKUP_DATA } from '../../overwatch/recognise';
import type { RunSummary } from '../events';
import { type CancelledTable, type FailedTable, runStatus, type Timed } from '../outcome';
import { summaryOf } from '../summary';
import { newestGoodRun } from './goodRun';
import { findTargets, readPromises, runOf, type Target } from './verifyTargets';

/** A table that was found right. */
export interface VerifiedTable extends Timed {
  readonly status: 'done';
  readonly verification: Verification;
}

/** A table that was found right as far as could be told: contents were to be compared, and not all checksums were kept. */
export interface PartlyVerifiedTable extends Timed {
  readonly status: 'warning';
  readonly verification: Verification;
  /** At least one. */
  readonly warnings: readonly string[];
}

export type VerifyOutcome = VerifiedTable | PartlyVerifiedTable | FailedTable | CancelledTable;

export type VerifyEvent =
  | { readonly type: 'verify-started'; readonly runId: string; readonly tables: number }
  | { readonly type: 'table-verifying'; readonly table: string }
  | ({ readonly type: 'table-finished' } & VerifyResult)
  | VerifySummary;

export interface VerifySummary extends RunSummary {
  /** Where a table of a backup is not right: the newest run whose tables all are, null where there is none. */
  readonly goodRun?: string | null;
}

export interface VerifyOptions {
  /** Called in order. Must not throw. */
  readonly onEvent: (event: VerifyEvent) => void;
  readonly signal: AbortSignal;
  /** How many tables are verified at a time. */
  readonly concurrency: number;
  /** Compare contents too, with the checksums that were kept when the files were copied. */
  readonly checksum?: boolean;
  /** The clock, epoch ms. */
  readonly now: () => number;
  /** From `newRunId`. */
  readonly runId: string;
}

export interface VerifyResult {
  readonly table: string;
  readonly target: string;
  readonly outcome: VerifyOutcome;
}

/** A finished verification: how each table ended, and the summary that was its last event. */
export interface FinishedVerification {
  readonly results: readonly VerifyResult[];
  readonly summary: VerifySummary;
}

/**
 * Verifies every table below `<root>/data`, or `<root>/global_share` of a restored or migrated database, and that every copy the report
 * tells of is still there and no older than it says. A report that cannot be read fails as a table; a table that the newest run was to copy
 * and that has no copy fails as well.
 *
 * @throws Fault `not-found` where the root holds no such tables; the signal's reason when aborted before the first table.
 */
export async function verifyBackup(
  root: string,
  lakehouse: Lakehouse,
  options: VerifyOptions,
): Promise<FinishedVerification> {
  const { onEvent, signal, concurrency, now, runId, checksum = false } = options;
  const report = await readPromises(root, lakehouse, signal);
  const targets = await findTargets(root, report, lakehouse, signal);
  const unreadable = report.error === undefined ? 0 : 1;
  onEvent({ type: 'verify-started', runId, tables: targets.length + unreadable });

  const results: VerifyResult[] = [];
  const finish = (result: VerifyResult) => {
    onEvent({ type: 'table-finished', ...result });
    return result;
  };
  if (report.error !== undefined) {
    const outcome = { status: 'failed', startedAt: now(), endedAt: now(), error: report.error } as const;
    results.push(finish({ table: nameOf(report.location), target: report.location, outcome }));
  }
  // The signal is not given to mapLimit: in a cancelled verification, too, every table has an outcome.
  const verified = await mapLimit(targets, concurrency, async (target) => {
    const outcome = await verifyTarget(target, lakehouse, options);
    return finish({ table: target.table, target: target.location, outcome });
  });
  results.push(...verified);
  const status = runStatus(results.map(({ outcome }) => outcome.status));
  const good =
    (status === 'partial' || status === 'failed') && report.folder === BACKUP_DATA
      ? { goodRun: (await newestGoodRun(root, report.rows, checksum, lakehouse, signal)) ?? null }
      : {};
  const summary = { ...summaryOf({ runId, status, results }), ...good };
  onEvent(summary);
  return { results, summary };
}

/** The name of a report by its place, which a lakehouse may write in its own way. */
function nameOf(location: string): string {
  return location.split(/[\\/]/).at(-1) ?? location;
}

async function verifyTarget(
  target: Target,
  lakehouse: Lakehouse,
  options: VerifyOptions,
): Promise<VerifyOutcome> {
  const { onEvent, signal, now, checksum = false } = options;
  const startedAt = now();
  try {
    signal.throwIfAborted();
    onEvent({ type: 'table-verifying', table: target.table });
    if (target.missing !== undefined) throw target.missing;
    await checkVersion(target, lakehouse, signal);
    const check = { moment: 'latest', checksum } as const;
    const verification = await lakehouse.verifyTable(target.location, check, signal);
    const warnings = checksum ? uncheckedWarnings(verification) : [];
    const times = { startedAt, endedAt: now() };
    return warnings.length === 0
      ? { status: 'done', ...times, verification }
      : { status: 'warning', ...times, verification, warnings };
  } catch (error) {
    if (signal.aborted) return { status: 'cancelled', startedAt, endedAt: now() };
    return {
      status: 'failed',
      startedAt,
      endedAt: now(),
      error: asFault(error, `Table ${target.table}`).toData(),
    };
  }
}

/** What was asked for and could not be done must not look like a proof. */
function uncheckedWarnings({ files, checksum, unchecked = 0 }: Verification): string[] {
  if (unchecked === 0) return [];
  if (!checksum) return ['No checksum was kept: contents were not compared.'];
  return [`No checksum of ${unchecked} files was kept (of ${files}): their contents were not compared.`];
}

/** A log whose newest commits are lost reads as an older version without any other sign. */
async function checkVersion(
  { table, location, promised }: Target,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<void> {
  if (promised?.targetVersion === undefined) return;
  const { version } = await lakehouse.detail(location, 'latest', signal);
  if (version >= promised.targetVersion) return;
  const wrote = `run ${runOf(promised)} wrote version ${promised.targetVersion}`;
  throw new Fault(
    'damaged',
    `Table ${table} ends with version ${version}, but ${wrote}: its newest commits are lost.`,
    {
      advice: 'Copy the table anew.',
    },
  );
}
