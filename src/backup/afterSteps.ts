/** What a migration does once its tables are copied, as plain data: steps of the whole run, in the order in which they are taken. */

import { exhaustive, type FaultData } from '../base/fault';
import { formatCount } from '../base/format';

/** Every copy is verified once more, all of them together. */
export interface VerifyAllStep {
  readonly kind: 'verify-all';
  readonly tables: number;
}

/** Whether the source moved meanwhile; what did is copied again. */
export interface LookAgainStep {
  readonly kind: 'look-again';
  /** How often it catches up before it takes it that a job is still running. */
  readonly rounds: number;
}

/** The deployment config is made to point to the copy. */
export interface ConfigStep {
  readonly kind: 'config';
  readonly location: string;
  readonly format: 'csv' | 'delta';
  /** `etl_database_name` of the rows, and where they stand. */
  readonly database: string;
  readonly places: readonly string[];
  /** `storage_prefix` before and after; equal where nothing is left to do. */
  readonly from: string;
  readonly to: string;
  /** Where the old config is kept; undefined for a table, which keeps its old version itself. */
  readonly keptAs: string | undefined;
}

/** The source's tables are removed. Only planned where the user asked for it. */
export interface DropStep {
  readonly kind: 'drop';
  /** Names of the tables, `pipeline_report` first: without it the place is no database any more. */
  readonly tables: readonly string[];
  /** Those of them that were not copied and that the user accepts to lose. */
  readonly lost: readonly string[];
  /** Present where the database goes by one statement, with all that lies in it. */
  readonly whole?: true;
  readonly state: { readonly ready: true } | { readonly ready: false; readonly error: FaultData };
}

export type AfterStep = VerifyAllStep | LookAgainStep | ConfigStep | DropStep;
export type AfterStepKind = AfterStep['kind'];

/** A step in words, for plans. */
export function describeStep(step: AfterStep): string {
  switch (step.kind) {
    case 'verify-all':
      return `Verify all ${formatCount(step.tables, 'copy', 'copies')} once more`;
    case 'look-again':
      return `Look whether the source moved meanwhile, and catch up, at most ${formatCount(step.rounds, 'time')}`;
    case 'config':
      return describeConfig(step);
    case 'drop':
      return `${dropText(step)}${lossText(step)}`;
    default:
      return exhaustive(step);
  }
}

function describeConfig({ location, places, from, to, keptAs }: ConfigStep): string {
  if (from === to) return `Nothing to change in ${location}: storage_prefix is ${to} already`;
  const kept = keptAs === undefined ? 'its old version stays' : `the old file is kept as ${keptAs}`;
  return `Set storage_prefix in ${location} (${places.join(', ')}) from ${from} to ${to}; ${kept}`;
}

function dropText({ tables, whole }: DropStep): string {
  const count = formatCount(tables.length, 'table');
  return whole === true ? `Drop the source as a whole, with its ${count}` : `Drop ${count} of the source`;
}

function lossText({ lost }: DropStep): string {
  return lost.length === 0 ? '' : `, of which ${lost.join(', ')} will be lost`;
}
