/** Whether bronze is in the backup, where the audit logs come from a source that forgets. */

import { targetName } from '../../backup/planning/select';
import { formatCount } from '../../base/format';
import { shownPlace } from '../../lakehouse/placeText';
import type { AuditSource } from '../../overwatch/auditSource';
import type { Check } from '../check';
import type { Fact, Facts } from '../facts';
import { couldNotLook, type Finding, listed, pass } from '../finding';

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
    if (unknown.length > 0 || sources.value.length === 0) return undetermined(unknown);
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

function judge(hubs: readonly Hub[], { bronze, backups }: Facts): Finding {
  const found = hubs.map(({ workspace, name }) => `${workspace} reads the Event Hub ${name}.`);
  if (bronze.kind === 'unseen') return blind(found, couldNotLook(bronze.why));
  if (backups.kind === 'unseen')
    return blind(found, couldNotLook(backups.why, 'to read the clone_report of the backups'));
  const newest = backups.value.copies.find(({ isGood }) => isGood);
  const [unreadable] = backups.value.unreadable;
  if (newest === undefined && unreadable !== undefined) return blind(found, couldNotLook(unreadable));
  const has = new Set(newest?.tables);
  const missing = bronze.value.filter((name) => !has.has(targetName(name)));
  if (newest !== undefined && missing.length === 0)
    return pass(
      ...found,
      `The last good backup, in ${shownPlace(newest.root)}, holds all bronze tables (${bronze.value.length}).`,
    );
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

function blind(found: readonly string[], finding: Finding): Finding {
  return { ...finding, found: [...found, ...finding.found] };
}

function undetermined(workspaces: readonly string[]): Finding {
  const whose =
    workspaces.length === 0 ? 'pipeline_report has no run' : `of ${listed(workspaces)} it says nothing`;
  return {
    verdict: 'could-not-look',
    found: [`Where audit logs come from is not known: ${whose}.`],
    mend: 'The deployment config says it: overwatch-backup readiness --config PATH reads it.',
  };
}
