/** The guide's advice on production as a list of checks, and what they say of a deployment. Pure. */

import type { Check } from './check';
import { backupAlert, moduleAlert } from './checks/alerts';
import { auditSource } from './checks/auditSource';
import { keptBackups, recentBackup, verifiedBackup } from './checks/backups';
import { clusterLogging, jobClusterLogging } from './checks/clusterLogging';
import { clusterPolicies } from './checks/clusterPolicies';
import { logLifeCycle } from './checks/logLifeCycle';
import { logLocation } from './checks/logLocation';
import { optimizeExternalized, optimizerJob } from './checks/optimize';
import { overwatchJobs } from './checks/overwatchJobs';
import type { Facts } from './facts';
import { type Finding, type Fix, VERDICTS, type Verdict } from './finding';

/** All checks, in the order of Overwatch's guide ("Productionizing"). */
export const CHECKS: readonly Check[] = [
  clusterLogging,
  jobClusterLogging,
  logLocation,
  clusterPolicies,
  logLifeCycle,
  recentBackup,
  keptBackups,
  verifiedBackup,
  auditSource,
  moduleAlert,
  backupAlert,
  optimizeExternalized,
  optimizerJob,
  overwatchJobs,
];

/** A check with what it found. */
export interface CheckResult extends Omit<Check, 'look'>, Omit<Finding, 'fixes'> {
  readonly fixes: readonly Fix[];
}

export interface Readiness {
  readonly database: Facts['database'];
  /** That of the worst check. */
  readonly verdict: Verdict;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The worst first, then in the guide's order. */
  readonly checks: readonly CheckResult[];
}

export function judgeReadiness(facts: Facts): Readiness {
  const judged = CHECKS.map(({ look, ...check }): CheckResult => ({ ...check, fixes: [], ...look(facts) }));
  const checks = VERDICTS.flatMap((verdict) => judged.filter((one) => one.verdict === verdict));
  const counts = { fail: 0, warn: 0, 'could-not-look': 0, pass: 0 };
  for (const { verdict } of checks) counts[verdict] += 1;
  return { database: facts.database, verdict: checks[0]?.verdict ?? 'could-not-look', counts, checks };
}

/** What can be generated for all checks; what several of them ask for stands once. */
export function fixesOf({ checks }: Readiness): readonly Fix[] {
  const fixes = checks.flatMap((check) => check.fixes);
  return [...new Map(fixes.map((fix) => [fix.fileName, fix])).values()];
}

/** Checks that found the same, word for word, and are to be mended in the same way. At least one. */
export type CheckGroup = readonly [CheckResult, ...CheckResult[]];

/** The checks in their order, those that found the same together. */
export function grouped({ checks }: Readiness): readonly CheckGroup[] {
  const groups = new Map<string, CheckGroup>();
  for (const check of checks) {
    const { verdict, found, mend, fixes } = check;
    const key = JSON.stringify([verdict, found, mend, fixes]);
    const [first, ...more] = groups.get(key) ?? [];
    groups.set(key, first === undefined ? [check] : [first, ...more, check]);
  }
  return [...groups.values()];
}
