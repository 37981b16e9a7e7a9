/** The words of the report: one place for what statuses and groups are called. */

import type { AfterStepKind } from '../../backup/afterSteps';
import type { RunStatus, TableStatus } from '../../backup/outcome';
import type { Process } from '../../backup/plan';
import type { TableGroup } from '../../overwatch/catalog';

/** In the order in which they ask for attention. */
export const TABLE_STATUS_WORDS: Readonly<Record<TableStatus, string>> = {
  failed: 'Failed',
  cancelled: 'Cancelled',
  warning: 'With warnings',
  skipped: 'Skipped',
  done: 'Done',
};

export const RUN_STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  done: 'Done',
  partial: 'Partly done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

const PROCESS_WORDS: Readonly<Record<string, string>> = {
  snapshot: 'Snapshot',
  restore: 'Restore',
  'bronze-backup': 'Bronze backup',
  migrate: 'Migration',
} satisfies Record<Process, string>;

/** What a run of a process is called; rows that Overwatch wrote name none. */
export function processWord(process: string | undefined): string {
  return PROCESS_WORDS[process ?? ''] ?? 'Backup';
}

const STEP_WORDS: Readonly<Record<string, string>> = {
  'verify-all': 'Verify all copies once more',
  'look-again': 'Look whether the source moved',
  config: 'Update the config',
  drop: 'Drop the source',
} satisfies Record<AfterStepKind, string>;

/** What a step of the whole run is called; one that is not known here by its own name. */
export function stepWord(step: string): string {
  return STEP_WORDS[step] ?? step;
}

/** In the order in which data flows. */
export const GROUP_WORDS: Readonly<Record<TableGroup, string>> = {
  bronze: 'Bronze',
  silver: 'Silver',
  gold: 'Gold',
  report: 'Report',
  other: 'Other',
};

/** The keys of a table of words, in its order. */
export function wordKeys<K extends string>(words: Readonly<Record<K, string>>): readonly K[] {
  return Object.keys(words) as K[];
}

const DATE_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** An instant (epoch ms) as date and time of day. */
export function formatInstant(instant: number | undefined): string {
  return instant === undefined ? '' : DATE_TIME.format(instant);
}

/** A bare number: 1,234. */
export function formatNumber(value: number | undefined): string {
  return value === undefined ? '' : value.toLocaleString('en-US');
}
