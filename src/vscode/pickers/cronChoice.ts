/** When something runs by itself. */

import { DEFAULT_CRON } from '../../generate/jobOptions';

export interface CronChoice {
  /** In Quartz' syntax. */
  readonly cron: string;
  readonly timeZone: string;
}

/** Where the user lives: a schedule is about their nights. */
export function timeZoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** As Overwatch's guide suggests it. */
export const WEEKLY: CronChoice = { cron: DEFAULT_CRON, timeZone: 'UTC' };
