/** Whether there are backups: recent ones, more than one, and verified. */

import { formatInstant } from '../../backup/instant';
import type { FaultData } from '../../base/fault';
import { formatAge, formatCount } from '../../base/format';
import { shownPlace } from '../../lakehouse/placeText';
import type { Check } from '../check';
import type { Facts, KnownBackups, KnownCopy } from '../facts';
import { after, couldNotLook, type Finding, listed, pass } from '../finding';

const WHY =
  'Cluster logs and audit logs are gone after days or weeks. If the tables are damaged or dropped then, the history of Overwatch is lost but for its backups.';
export const DAY = 86_400_000;
/** The guide's schedule. A run of a weekly job may begin an hour later than the last, so that it is late only a day after. In ms. */
export const WEEK = 7 * DAY;

export const recentBackup: Check = {
  id: 'backup-recent',
  title: 'The last good backup is younger than a week',
  why: WHY,
  look: (facts) =>
    withGoodCopies(facts, (good, { unreadable }) => {
      const newest = good.find(({ takenAt }) => takenAt !== undefined);
      if (newest?.takenAt === undefined) return undated(good);
      const age = facts.now - newest.takenAt;
      const found = `The last good one is of ${formatInstant(newest.takenAt)}, ${formatAge(newest.takenAt, facts.now)}: ${copyText(newest)}.`;
      if (age <= WEEK) return pass(found);
      const [why] = unreadable;
      if (why !== undefined) return notAll(found, why);
      const without = good.filter(({ takenAt }) => takenAt === undefined);
      if (without.length > 0) return after([found], undated(without));
      return { verdict: age <= WEEK + DAY ? 'warn' : 'fail', found: [found], mend: SNAPSHOT };
    }),
};

export const keptBackups: Check = {
  id: 'backup-kept',
  title: 'More than one state can be brought back',
  why: 'What went wrong in the tables before the last backup is in that backup too. Only an older one helps then.',
  look: (facts) =>
    withGoodCopies(facts, (good, { unreadable }) => {
      const places = [...new Set(good.map(({ root }) => shownPlace(root)))];
      const found = `${formatCount(good.length, 'good state')} can be brought back, from ${listed(places)}.`;
      if (good.length > 1) return pass(found);
      const [why] = unreadable;
      if (why !== undefined) return notAll(found, why);
      return {
        verdict: 'warn',
        found: [found],
        mend: 'Take snapshots into the same root again, which keeps the older states, or bronze backups with a folder each.',
      };
    }),
};

export const verifiedBackup: Check = {
  id: 'backup-verified',
  title: 'The last backup was verified',
  why: 'A copy that nobody has read may not be one. A run that failed in part leaves tables as an older run left them, or none.',
  look: (facts) =>
    withCopies(facts, (copies, { unreadable }) => {
      const last = copies.find(({ takenAt }) => takenAt !== undefined) ?? copies[0];
      if (last === undefined) return none(facts);
      const when = last.takenAt === undefined ? 'at an unknown time' : formatInstant(last.takenAt);
      const run = `the last run (${copyText(last)}, ${when})`;
      const verify = `Verify it: overwatch-backup verify --from ${shownPlace(last.root)}`;
      if (!last.isGood)
        return {
          verdict: 'fail',
          found: [`In ${run} not every table was copied and verified.`],
          mend: 'Look at its report, mend what failed, and run it again.',
        };
      if (!last.isVerified)
        return {
          verdict: 'warn',
          found: [`Of ${run} the report does not say that the copies were compared with their sources.`],
          mend: verify,
        };
      const found = `Every table of ${run} was read again and compared with its source.`;
      const [why] = unreadable;
      return why === undefined ? pass(found) : notAll(found, why);
    }),
};

const SNAPSHOT =
  'Take a snapshot, and schedule one a week: overwatch-backup generate job --process snapshot, or Snapshot… in the editor.';

/** @param judge gets the copies newest first */
function withCopies(
  facts: Facts,
  judge: (copies: readonly KnownCopy[], backups: KnownBackups) => Finding,
): Finding {
  const { backups } = facts;
  if (backups.kind === 'unseen') return couldNotLook(backups.why, 'to read the clone_report of the backups');
  return judge(backups.value.copies, backups.value);
}

function withGoodCopies(
  facts: Facts,
  judge: (good: readonly KnownCopy[], backups: KnownBackups) => Finding,
): Finding {
  return withCopies(facts, (copies, backups) => {
    const good = copies.filter(({ isGood }) => isGood);
    return good.length === 0 ? none(facts) : judge(good, backups);
  });
}

/** What was found is not enough, and what cannot be read may hold the rest. */
function notAll(found: string, why: FaultData): Finding {
  return after([found], couldNotLook(why, 'to read the clone_report of the backups'));
}

/** No good copy among those that could be read. */
function none({ database, backups }: Facts): Finding {
  if (backups.kind === 'unseen') return couldNotLook(backups.why);
  const { roots, copies, unreadable } = backups.value;
  const [why] = unreadable;
  if (why !== undefined) return couldNotLook(why, 'to read the clone_report of the backups');
  const looked =
    roots.length === 0 ? 'the lakehouse lists none of it' : `looked at ${listed(roots.map(shownPlace))}`;
  const found =
    copies.length === 0
      ? `No backup of ${database.name} was found: ${looked}.`
      : `None of ${formatCount(copies.length, 'run')} copied every table: ${listed(copies.map(copyText))}.`;
  const where =
    copies.length === 0
      ? ' A backup that lies elsewhere has to be named: --from ROOT, or Add Lakehouse… in the editor.'
      : '';
  return { verdict: 'fail', found: [found], mend: `${SNAPSHOT}${where}` };
}

function undated(good: readonly KnownCopy[]): Finding {
  const message = `${listed(good.map(copyText))}: written by Overwatch itself, whose report does not say when.`;
  const why: FaultData = {
    code: 'not-found',
    message,
    advice: 'Snapshots of this product say when they were taken.',
  };
  return couldNotLook(why);
}

function copyText({ root, id }: KnownCopy): string {
  return `run ${id} in ${shownPlace(root)}`;
}
