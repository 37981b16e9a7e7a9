/** Whether somebody hears of it when modules of Overwatch fail, or backups fail or are missing. */

import { STALE_DAYS } from '../../backup/health/verdict';
import type { FaultData } from '../../base/fault';
import { formatCount } from '../../base/format';
import { type AlertSubject, BACKUP_DAYS } from '../../generate/alert';
import { isNamedPlace, lastPart, parentPlace, shownPlace } from '../../lakehouse/placeText';
import { datedInstant } from '../../overwatch/recognise';
import type { Alert } from '../../workspace/alerts';
import type { Check } from '../check';
import type { Facts } from '../facts';
import { after, couldNotLook, type Finding, listed, pass } from '../finding';
import { alertFixes } from '../fixes/alert';

export const moduleAlert: Check = {
  id: 'alert-on-modules',
  title: 'An alert watches the modules of Overwatch',
  why: 'A module that fails does not fail its job, and what builds on it stops in silence.',
  look: (facts) => {
    const { name } = facts.database;
    const database = lastPart(facts.database.location);
    const isOfReport = ({ queryText }: Alert) =>
      mentions(queryText, 'pipeline_report') && mentions(queryText, database);
    const isOfView = ({ queryText }: Alert) => mentions(queryText, 'pipReport');
    const wanted: Wanted = {
      what: `watches pipeline_report of ${name}`,
      subjects: [{ kind: 'modules', database: databaseOf(facts), staleDays: STALE_DAYS }],
    };
    const certain = judge(facts, isOfReport, wanted);
    if (certain.verdict === 'pass') return certain;
    const any = judge(facts, (alert) => isOfReport(alert) || isOfView(alert), wanted);
    if (any.verdict !== 'pass') return any;
    const message = `Whether the pipReport that it reads is of ${name} is not known: that view lies in the consumer database, which may be any.`;
    return after(any.found, couldNotLook({ code: 'not-found', message }));
  },
};

export const backupAlert: Check = {
  id: 'alert-on-backups',
  title: 'An alert watches the backups',
  why: 'A table that was not backed up is only a row in a report that nobody opens, and a job that no longer runs says nothing at all.',
  look: (facts) => {
    const roots = facts.backups.kind === 'seen' ? facts.backups.value.roots : [];
    const names = roots.map((root) => lastPart(root));
    const isMeant = ({ queryText }: Alert) =>
      mentions(queryText, 'clone_report') &&
      (names.length === 0 || names.some((name) => mentions(queryText, name)));
    const newest = newestRoot(facts);
    const finding = judge(facts, isMeant, {
      what: 'watches a clone_report',
      subjects:
        newest === undefined
          ? []
          : (['no-snapshot', 'failed-tables'] as const).map((kind) => ({
              kind,
              root: shownPlace(newest),
              days: BACKUP_DAYS,
            })),
    });
    return finding.verdict === 'pass' && names.length === 0 ? ofAnyBackup(finding, facts) : finding;
  },
};

/** Whose backup an alert watches is told by its root alone. */
function ofAnyBackup({ found }: Finding, { backups, database }: Facts): Finding {
  const message = `Whether that is a backup of ${database.name} is not known: none was found.`;
  const why: FaultData = backups.kind === 'unseen' ? backups.why : { code: 'not-found', message };
  return after(found, couldNotLook(why, 'to read the clone_report of the backups'));
}

interface Wanted {
  /** As in `None of 3 alerts …`. */
  readonly what: string;
  readonly subjects: readonly AlertSubject[];
}

function judge(
  { alerts, warehouse }: Facts,
  isMeant: (alert: Alert) => boolean,
  { what, subjects }: Wanted,
): Finding {
  if (alerts.kind === 'unseen')
    return couldNotLook(alerts.why, 'a token with the scope sql, and CAN VIEW on the alerts');
  const meant = alerts.value.filter(isMeant);
  const awake = meant.filter(({ schedule }) => schedule?.paused === false);
  const names = (some: readonly Alert[]) => listed(some.map(({ name }) => name));
  if (meant.length === 0) {
    return {
      verdict: 'fail',
      found: [`None of the ${formatCount(alerts.value.length, 'alert')} you may see ${what}.`],
      mend: 'Create one: Create Alert… in the editor, or overwatch-backup generate alert.',
      fixes: subjects.flatMap((subject) => alertFixes(subject, warehouse)),
    };
  }
  if (awake.length === 0)
    return {
      verdict: 'warn',
      found: [`Paused or without a schedule: ${names(meant)}.`],
      mend: 'Resume it on its page in the workspace.',
    };
  const broken = awake.filter(({ state }) => state === 'ERROR');
  const able = awake.filter(({ state }) => state !== 'ERROR');
  if (broken.length > 0)
    return {
      verdict: able.length === 0 ? 'fail' : 'warn',
      found: [
        `Its query fails: ${names(broken)}.`,
        ...(able.length === 0 ? [] : [`On watch: ${names(able)}.`]),
      ],
      mend: 'Look at its page in the workspace: a table or a right may be missing.',
    };
  return pass(`On watch: ${names(able)}.`);
}

function databaseOf({ database }: Facts): string {
  return isNamedPlace(database.location) ? shownPlace(database.location) : database.name;
}

/** Where snapshots go. A dated folder gets no other run, so that an alert on it would say nothing. */
function newestRoot({ backups }: Facts): string | undefined {
  if (backups.kind === 'unseen') return undefined;
  const roots = [...backups.value.copies.map(({ root }) => root), ...backups.value.roots];
  return roots.find((root) => datedInstant(lastPart(parentPlace(root)), lastPart(root)) === undefined);
}

/** Whether a word stands in a text, in any case and not as a part of a longer name. */
function mentions(text: string, word: string): boolean {
  const pattern = word.replace(/[^\w]/g, '\\$&');
  return new RegExp(`(?<!\\w)${pattern}(?!\\w)`, 'i').test(text);
}
