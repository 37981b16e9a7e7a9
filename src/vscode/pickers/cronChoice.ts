/** When something runs by itself. */

import { DEFAULT_CRON } from '../../generate/jobOptions';

export interface CronChoice {
  /** In Quartz' syntax. */
  readonly cron: string;
  readonly timeZone: string;
}

/** As Overwatch's guide suggests it. */
export const WEEKLY: CronChoice = { cron: DEFAULT_CRON, timeZone: 'UTC' };
