/** What is chosen of an alert, its steps, and what follows from it. Pure: no picker is shown here. */

import { Fault } from '../../base/fault';
import {
  ALERT_CRON,
  type AlertOptions,
  type AlertSubject,
  BACKUP_DAYS,
  backupPlace,
} from '../../generate/alert';
import type { AlertFormat } from '../../generate/generate';
import { databaseName } from '../../generate/subject';
import type { CronChoice } from './cronChoice';
import { readRecipients } from './recipients';

export type AlertKind = AlertSubject['kind'];

/** What is done with the alert: it is made in a workspace, or written down. */
export type AlertUse = 'create' | AlertFormat;

export interface AlertDraft {
  readonly kind: AlertKind;
  /** The database or the root of the backup as Databricks knows it. */
  readonly place: string | undefined;
  /** Those that were typed for the kind. */
  readonly days: Readonly<Record<AlertKind, number>>;
  readonly use: AlertUse;
  /** Address of the lakehouse in whose workspace it is made. */
  readonly address: string | undefined;
  /** Id of the SQL warehouse that runs it, where it is written down. */
  readonly warehouse: string | undefined;
  readonly schedule: CronChoice;
  /** Who is told, as it was typed. */
  readonly recipients: string;
}

/** What the wizard was started from. */
export interface AlertStart {
  readonly kinds: readonly AlertKind[];
  /** As Databricks knows it; undefined where only a folder of this machine is known, or nothing. */
  readonly place: string | undefined;
  /** The workspace that knows the place. */
  readonly address: string | undefined;
  /** What Databricks likely calls the place, where only this machine knows it; empty where nothing is likely. */
  readonly likely: string;
  /** Days after which a module is stale, by the setting. */
  readonly staleDays: number;
}

export type AlertStepId =
  | 'kind'
  | 'place'
  | 'days'
  | 'use'
  | 'workspace'
  | 'warehouse'
  | 'schedule'
  | 'recipients'
  | 'review'
  | 'generated';

export function newAlert({ kinds, place, address, staleDays }: AlertStart, timeZone: string): AlertDraft {
  return {
    kind: kinds[0] ?? 'modules',
    place,
    days: { modules: staleDays, 'failed-tables': BACKUP_DAYS, 'no-snapshot': BACKUP_DAYS },
    use: 'create',
    address,
    warehouse: undefined,
    schedule: { cron: ALERT_CRON, timeZone },
    recipients: '',
  };
}

export function withKind(draft: AlertDraft, kind: AlertKind, start: AlertStart): AlertDraft {
  return kind === draft.kind ? draft : { ...draft, kind, place: start.place };
}

/** @param asksWorkspace where several are there, or none. Once it was asked for, the step stays, so that none after it is skipped. */
export function alertStepIds(
  { use, address: asked }: AlertDraft,
  { kinds, place, address }: AlertStart,
  asksWorkspace: boolean,
): readonly AlertStepId[] {
  const steps: readonly (readonly [AlertStepId, boolean])[] = [
    ['kind', kinds.length > 1],
    ['place', place === undefined],
    ['days', true],
    ['use', true],
    ['workspace', use === 'create' && address === undefined && (asksWorkspace || asked !== undefined)],
    ['warehouse', use === 'json' || use === 'bundle'],
    ['schedule', use !== 'sql'],
    ['recipients', use !== 'sql'],
    ['review', use === 'create'],
    ['generated', use !== 'create'],
  ];
  return steps.flatMap(([id, isTaken]) => (isTaken ? [id] : []));
}

export function daysOf({ kind, days }: Pick<AlertDraft, 'kind' | 'days'>): number {
  return days[kind];
}

export function withDays(draft: AlertDraft, days: number): AlertDraft {
  return { ...draft, days: { ...draft.days, [draft.kind]: days } };
}

/** The number that was typed. @throws Fault `usage` for what is none from 1 on. */
export function readDays(text: string): number {
  const days = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  if (days >= 1) return days;
  throw new Fault('usage', 'A whole number of days, from 1 on.');
}

/** What Databricks calls the database or the backup. @throws Fault `usage` for what it cannot know. */
export function readAlertPlace(kind: AlertKind, text: string): string {
  return kind === 'modules' ? databaseName(text, 'The alert') : backupPlace(text, 'The alert');
}

/** @throws Fault `internal` while its place is not known. */
export function toAlert(draft: AlertDraft): AlertSubject {
  const { kind, place } = draft;
  if (place === undefined) throw new Fault('internal', 'The alert has no database or backup yet.');
  const days = daysOf(draft);
  return kind === 'modules' ? { kind, database: place, staleDays: days } : { kind, root: place, days };
}

/** @param warehouseId the SQL warehouse that runs it; empty for a query alone */
export function toAlertOptions({ schedule, recipients }: AlertDraft, warehouseId: string): AlertOptions {
  return { warehouseId, ...schedule, paused: false, ...readRecipients(recipients) };
}
