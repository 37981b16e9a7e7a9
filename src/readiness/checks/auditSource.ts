/** Whether bronze is in the backup, where the audit logs come from a source that forgets. */

import { targetName } from '../../backup/planning/select';
import { formatCount } from '../../base/format';
import { shownPlace } from '../../lakehouse/placeText';
import type { AuditSource } from '../../overwatch/auditSource';
import type { Check } from '../check';
import type { Fact, Facts, KnownCopy } from '../facts';
import { after, couldNotLook, type Finding, listed, pass } from '../finding';
import { WEEK } from './backups';

type Hub = AuditSource & { readonly kind: 'event-hub' };

export const auditSource: Check = {
  id: 'bronze-in-backup',
  title: 'Where audit logs come from an Event Hub, bronze is in the backup',
  why: 'An Event Hub keeps events for days (seven, by default). After that the bronze tables are the only copy, from which silver and gold can be built again.',
  look: (facts) => {
    const sources = sourcesOf(facts);
    if (sources.kind === 'unseen')
      return couldNotLook(sources.why, 'to read pipeline_report or the deployment config');
    const hubs = sources.value.filter((source): source is Hub => source.kind === 'event-hub');
    if (hubs.length > 0) return judge(hubs, facts);
    const unknown = sources.value.filter(({ kind }) => kind === 'unknown').map(({ workspace }) => workspace);
    if (unknown.length > 0 || sources.value.length === 0) return undetermined(unknown, facts);
    const paths = [
      ...new Set(sources.value.flatMap((source) => (source.kind === 'path' ? [source.path] : []))),
    ];
    return pass(`No Event Hub: audit logs are read from ${listed(paths)}.`);
  },
};

/** The deployment config is the present; the report tells how Overwatch last ran. */
function sourcesOf({ config, pipeline }: Facts): Fact<readonly AuditSource[]> {
  if (config !== undefined) return config;
  if (pipeline.kind === 'unseen') return pipeline;
  return { kind: 'seen', value: pipeline.value.map(({ audit }) => audit) };
}

function judge(hubs: readonly Hub[], { bronze, backups, database, now }: Facts): Finding {
  const found = hubs.map(({ workspace, name }) => `${workspace} reads the Event Hub ${name}.`);
  if (bronze.kind === 'unseen') return after(found, couldNotLook(bronze.why));
  if (bronze.value.length === 0) {
    const message = `${database.name} holds no bronze table that could be in a backup.`;
    return after(found, couldNotLook({ code: 'not-found', message }));
  }
  if (backups.kind === 'unseen')
    return after(found, couldNotLook(backups.why, 'to read the clone_report of the backups'));
  const good = backups.value.copies.filter(({ isGood }) => isGood);
  const whole = good.find((copy) => missingIn(copy, bronze.value).length === 0);
  const [newest] = good;
  // Bronze may be backed up by itself, between snapshots of the rest.
  if (whole !== undefined && (whole === newest || isRecent(whole, now)))
    return pass(
      ...found,
      `The last good backup${whole === newest ? '' : ' with bronze'}, in ${shownPlace(whole.root)}, holds all bronze tables (${bronze.value.length}).`,
    );
  if (whole !== undefined && whole.takenAt === undefined) {
    const message = `Only the backup in ${shownPlace(whole.root)} holds all bronze tables, and its report does not say when it was taken.`;
    return after(found, couldNotLook({ code: 'not-found', message }));
  }
  const [unreadable] = backups.value.unreadable;
  if (unreadable !== undefined) return after(found, couldNotLook(unreadable));
  const missing = newest === undefined ? [] : missingIn(newest, bronze.value);
  const lacks =
    newest === undefined
      ? 'There is no good backup.'
      : `The last good backup, in ${shownPlace(newest.root)}, lacks ${formatCount(missing.length, 'bronze table')}: ${listed(missing)}.`;
  return {
    verdict: 'fail',
    found: [...found, lacks],
    mend: 'Take snapshots with the bronze layer, or a bronze backup, more often than the Event Hub forgets.',
  };
}

function missingIn({ tables }: KnownCopy, bronze: readonly string[]): readonly string[] {
  const has = new Set(tables);
  return bronze.filter((name) => !has.has(targetName(name)));
}

/** Younger than what an Event Hub keeps by default. */
function isRecent({ takenAt }: KnownCopy, now: number): boolean {
  return takenAt !== undefined && now - takenAt <= WEEK;
}

function undetermined(workspaces: readonly string[], { config }: Facts): Finding {
  const source = config === undefined ? 'pipeline_report' : 'the deployment config';
  const lacks = workspaces.length === 0 ? 'has no run' : `says nothing of ${listed(workspaces)}`;
  return {
    verdict: 'could-not-look',
    found: [`Where audit logs come from is not known: ${source} ${lacks}.`],
    mend:
      config === undefined
        ? 'The deployment config says it: overwatch-backup readiness --config PATH reads it.'
        : 'It says so in eh_name, or in auditlogprefix_source_path.',
  };
}
