/** Which place is cleaned up with a backup, and what the plan of that comes to. Pure. */

import path from 'node:path';
import type { ForgetPlan } from '../backup/retention/forget';
import { Fault } from '../base/fault';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { datedInstant } from '../overwatch/recognise';

export interface CleanUpCounts {
  readonly copies: number;
  /** Copies that are removed. */
  readonly going: number;
  /** Of the tables that copies share, as far as they could be looked at. */
  readonly freedBytes: number;
  /** Whether there is anything to do: what an interrupted clean-up has left counts too. */
  readonly hasWork: boolean;
}

export function cleanUpCounts({ folders, runs, unfinished, tables }: ForgetPlan): CleanUpCounts {
  const all = [...folders, ...runs];
  const going = all.filter(({ keep }) => !keep).length;
  const freed = tables.flatMap(({ estimate }) => ('error' in estimate ? [] : [estimate]));
  return {
    copies: all.length,
    going,
    freedBytes: freed.reduce((sum, { bytes }) => sum + bytes, 0),
    hasWork: going + unfinished.length > 0 || freed.some(({ files }) => files > 0),
  };
}

/** Why the place of a backup cannot be cleaned up, whatever the rules; undefined where it can. */
export function whyNotCleanUp(root: string, { cannot }: Pick<Lakehouse, 'cannot'>): Fault | undefined {
  if (cannot.removeFolder === undefined || cleanUpPlaceOf(root) === root) return undefined;
  return new Fault('usage', `Copies in folders of their own cannot be removed here. ${cannot.removeFolder}`);
}

/** The place whose copies are cleaned up together with a backup: the prefix above dated copies, otherwise the root itself. */
export function cleanUpPlaceOf(root: string): string {
  const day = path.dirname(root);
  const isDated = datedInstant(path.basename(day), path.basename(root)) !== undefined;
  return isDated ? path.dirname(day) : root;
}
