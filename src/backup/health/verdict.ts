/** The verdict on one module: it failed, is stale, comes forward, or nobody can tell. The first two are those of the alert on modules (`src/generate/alert.ts`). Pure. */

import type { ModuleRuns } from './moduleRuns';

/** From the worst to the best. `unknown` is what the report does not tell; it is never taken for good. */
export const VERDICTS = ['failed', 'stale', 'unknown', 'healthy'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Days without progress after which a module is stale, unless it is said otherwise: a daily run may be missed once. */
export const STALE_DAYS = 2;

const DAY = 86_400_000;

export interface HealthOptions {
  /** Epoch ms. */
  readonly now: number;
  /** A module that has taken over nothing since then is stale. Epoch ms. */
  readonly staleBefore: number;
}

/** @param now epoch ms */
export function optionsOfDays(staleDays: number, now: number): HealthOptions {
  return { now, staleBefore: now - staleDays * DAY };
}

/** Clocks of two machines differ, but not by a day. */
const CLOCKS_DIFFER = DAY;

/** `reason` says why a module is stale or unknown where its status and times do not. */
export function verdictOf(
  { last, runs, everProgressed, reachedAt }: ModuleRuns,
  { now, staleBefore }: HealthOptions,
): { readonly verdict: Verdict; readonly reason: string | undefined } {
  const unknown = (reason: string) => ({ verdict: 'unknown', reason }) as const;
  const isLastKnown = last.ranAt !== undefined || runs === 1;
  if (isLastKnown && last.state === 'failed') return { verdict: 'failed', reason: undefined };
  if (reachedAt === undefined && everProgressed) return unknown('No row says how far it came (untilTS).');
  if (reachedAt === undefined && last.state !== 'other')
    return { verdict: 'stale', reason: 'It has never succeeded.' };
  if (reachedAt !== undefined && reachedAt < staleBefore) return { verdict: 'stale', reason: undefined };
  if (last.status === undefined) return unknown('Its last row has no status.');
  if (last.state === 'other') return unknown(`Its last status is none of Overwatch's: ${last.status}`);
  if (!isLastKnown)
    return unknown('No row says when it ran (Pipeline_SnapTS), so the last one is not known.');
  const isAhead = reachedAt !== undefined && reachedAt > now + CLOCKS_DIFFER;
  return isAhead
    ? unknown('What it reached lies in the future (untilTS).')
    : { verdict: 'healthy', reason: undefined };
}
