/** A schedule of a command line, whichever scheduler keeps it. */

import { Fault } from '../base/fault';

export interface Schedule {
  /** What is run, each word as it is: `['node', '/opt/…/cli.js', 'snapshot', …]`, or `['overwatch-backup', …]`. */
  readonly words: readonly string[];
  /** What people call it, such as `full snapshot of overwatch`. */
  readonly title: string;
  /** Letters, digits, `-` and `_`: the name of the unit or task. */
  readonly id: string;
  /** In Quartz' syntax. */
  readonly cron: string;
  readonly timeZone: string;
}

/** For what a scheduler cannot keep. */
export function refused(scheduler: string, why: string, advice: string): Fault {
  return new Fault('usage', `${scheduler} cannot keep this schedule: ${why}.`, { advice });
}

/** Whether a zone is UTC, by whichever of its names. */
export function isUtc(zone: string): boolean {
  return /^(Etc\/)?(UTC|GMT|UCT|Zulu)$/.test(zone);
}
