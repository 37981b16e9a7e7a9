/**
 * The protocol, metadata and other state that a clone's commit carries. Pure.
 *
 * Everything is as in the source, but for what would be untrue of the copy: its id, its ties to a catalog, and since when it has
 * in-commit timestamps.
 */

import type { Action, DomainMetadata, Metadata } from './actions';
import { isCatalogProperty } from './features';
import type { Snapshot } from './snapshot';

const IN_COMMIT = 'delta.enableInCommitTimestamps';
const IN_COMMIT_SINCE_VERSION = 'delta.inCommitTimestampEnablementVersion';
const IN_COMMIT_SINCE_TIME = 'delta.inCommitTimestampEnablementTimestamp';
const ROW_TRACKING = 'delta.rowTracking';

/** Where and when the clone is committed. */
export interface CommitPoint {
  readonly version: number;
  /** Epoch ms. */
  readonly timestamp: number;
  /** The id a new table gets. */
  readonly newId: string;
}

export function hasInCommitTimestamps(metadata: Metadata): boolean {
  return metadata.configuration?.[IN_COMMIT] === 'true';
}

/** The actions that bring a target's state, files aside, to the source's. What is equal already is left out. */
export function cloneState(source: Snapshot, target: Snapshot | undefined, at: CommitPoint): Action[] {
  const actions: Action[] = [];
  const metadata = cloneMetadata(source.metadata, target?.metadata, at);
  if (!isEqual(source.protocol, target?.protocol)) actions.push({ protocol: source.protocol });
  if (!isEqual(metadata, target?.metadata)) actions.push({ metaData: metadata });
  for (const domainMetadata of cloneDomains(source, target)) actions.push({ domainMetadata });
  for (const txn of source.transactions.values()) {
    if (target?.transactions.get(txn.appId)?.version !== txn.version) actions.push({ txn });
  }
  return actions;
}

function cloneMetadata(source: Metadata, target: Metadata | undefined, at: CommitPoint): Metadata {
  const properties = Object.entries(source.configuration ?? {}).filter(
    ([name]) => !isCatalogProperty(name) && name !== IN_COMMIT_SINCE_VERSION && name !== IN_COMMIT_SINCE_TIME,
  );
  const configuration = { ...Object.fromEntries(properties), ...inCommitSince(source, target, at) };
  return { ...source, id: target?.id ?? at.newId, configuration };
}

/** A table that had commits before in-commit timestamps must say since when it has them; a new one has them from the start. */
function inCommitSince(
  source: Metadata,
  target: Metadata | undefined,
  at: CommitPoint,
): Record<string, string> {
  if (!hasInCommitTimestamps(source) || target === undefined) return {};
  if (!hasInCommitTimestamps(target)) {
    return { [IN_COMMIT_SINCE_VERSION]: String(at.version), [IN_COMMIT_SINCE_TIME]: String(at.timestamp) };
  }
  const version = target.configuration?.[IN_COMMIT_SINCE_VERSION];
  const time = target.configuration?.[IN_COMMIT_SINCE_TIME];
  return version === undefined || time === undefined
    ? {}
    : { [IN_COMMIT_SINCE_VERSION]: version, [IN_COMMIT_SINCE_TIME]: time };
}

function cloneDomains(source: Snapshot, target: Snapshot | undefined): DomainMetadata[] {
  const changed: DomainMetadata[] = [];
  for (const domain of source.domains.values()) {
    const old = target?.domains.get(domain.domain);
    const wanted =
      domain.domain === ROW_TRACKING && old !== undefined ? newerHighWaterMark(domain, old) : domain;
    if (!isEqual(wanted, old)) changed.push(wanted);
  }
  for (const old of target?.domains.values() ?? []) {
    if (!source.domains.has(old.domain)) changed.push({ ...old, removed: true });
  }
  return changed;
}

/** Row ids that the target ever gave must not be given again, so its high-water mark never falls. */
function newerHighWaterMark(one: DomainMetadata, other: DomainMetadata): DomainMetadata {
  return highWaterMark(one) >= highWaterMark(other) ? one : other;
}

function highWaterMark(domain: DomainMetadata): bigint {
  const digits = /"rowIdHighWaterMark"\s*:\s*(-?\d+)/.exec(domain.configuration)?.[1];
  return BigInt(digits ?? -1);
}

function isEqual(one: object, other: object | undefined): boolean {
  return other !== undefined && canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([one], [other]) => (one < other ? -1 : 1)))
      : field,
  );
}
