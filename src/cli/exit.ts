/** The one place where the end of a command becomes an exit code, and a fault becomes text or a JSON line. */

import type { Verdict } from '../backup/health/verdict';
import type { RunStatus } from '../backup/outcome';
import { exhaustive, type Fault } from '../base/fault';
import type { Readiness } from '../readiness/readiness';
import type { CliContext } from './context';
import { printJson, printLine } from './output';

export const EXIT = { done: 0, failed: 1, usage: 2, partial: 3, cancelled: 130 } as const;

/** Shown by every help text. */
export const EXIT_HELP = 'Exit status: 0 done, 1 failed, 2 wrong usage, 3 partly done, 130 cancelled.';

/** Of a run or a verification. */
export function exitCodeOf(status: RunStatus): number {
  switch (status) {
    case 'done':
    case 'partial':
    case 'failed':
    case 'cancelled':
      return EXIT[status];
    default:
      return exhaustive(status);
  }
}

/** For a listing of which some rows could not be read: it counts as a run of as many steps. */
export function exitCodeOfListing(rows: number, failed: number): number {
  if (failed === 0) return EXIT.done;
  return failed < rows ? EXIT.partial : EXIT.failed;
}

/** Of Overwatch's own health: what a cron job must tell of is not done, and what nobody can tell is no good news. */
export function exitCodeOfHealth(verdict: Verdict): number {
  switch (verdict) {
    case 'failed':
    case 'stale':
      return EXIT.partial;
    case 'unknown':
      return EXIT.failed;
    case 'healthy':
      return EXIT.done;
    default:
      return exhaustive(verdict);
  }
}

/** Of the checks of readiness: one that fails must be told of; where none could look at anything, nobody can tell. */
export function exitCodeOfReadiness({ verdict, counts }: Pick<Readiness, 'verdict' | 'counts'>): number {
  if (verdict === 'fail') return EXIT.partial;
  return counts.pass + counts.warn === 0 ? EXIT.failed : EXIT.done;
}

/** Of a command that ended with a fault. */
export function exitCodeOfFault({ code }: Fault): number {
  if (code === 'usage' || code === 'unknown-table') return EXIT.usage;
  return code === 'cancelled' ? EXIT.cancelled : EXIT.failed;
}

/** Tells of a fault on the standard error, and with `json` as a line of the output as well. */
export function printFault(fault: Fault, { stdout, stderr }: CliContext, json: boolean): void {
  if (json) printJson(stdout, { type: 'error', ...fault.toData() });
  printLine(stderr, `overwatch-backup: ${fault.message}`);
  if (fault.advice !== undefined) printLine(stderr, fault.advice);
  // Where our own program is wrong, the place in it is what helps.
  if (fault.code === 'internal' && fault.cause instanceof Error) printLine(stderr, fault.cause.stack ?? '');
}
