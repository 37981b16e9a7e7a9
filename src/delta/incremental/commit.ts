/** The one atomic commit of an incremental snapshot: state, progress, files that go and files that come. */

import { randomUUID } from 'node:crypto';
import type { Storage } from '../../storage/storage';
import {
  type Action,
  type AddFile,
  type CommitInfo,
  type DomainMetadata,
  removal,
  type Transaction,
} from '../actions';
import { type CommitPoint, cloneState, hasInCommitTimestamps } from '../cloneState';
import { ENGINE_INFO, writeCommit } from '../commit';
import { INCREMENTAL_SNAPSHOT } from '../origin';
import type { Snapshot } from '../snapshot';
import type { IncrementalMetrics } from './outcome';
import { withFreshRowIds } from './rowIds';
import type { TargetState } from './targetState';

export interface IncrementalCommit {
  readonly source: Snapshot;
  readonly target: Snapshot;
  readonly state: TargetState;
  readonly at: CommitPoint;
  readonly removed: readonly AddFile[];
  readonly added: readonly AddFile[];
  /** Those of the removed files that come back with another deletion vector. */
  readonly hidden: readonly AddFile[];
  /** False where files are only written anew, with the same rows. */
  readonly isDataChange: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly metrics: IncrementalMetrics;
}

/** How far a copy has come: the source's id and version, in the form in which streaming writers say it. */
export function progressOf(source: Snapshot, now: number): Transaction {
  return { appId: source.metadata.id, version: String(source.version), lastUpdated: now };
}

/** @throws Fault `conflict` where another writer was first; `unsupported-feature`. */
export async function commitIncrement(storage: Storage, commit: IncrementalCommit): Promise<void> {
  const { source, target, state, at, removed, isDataChange } = commit;
  const { adds, domains } = withIds(commit);
  const wanted: Snapshot = { ...source, protocol: state.protocol, metadata: state.metadata, domains };
  const actions: Action[] = [
    ...cloneState(wanted, target, at),
    { txn: progressOf(source, at.timestamp) },
    ...removed.map((add) => removal(add, at.timestamp, isDataChange)),
    ...adds.map((add) => ({ add: { ...add, dataChange: isDataChange } })),
  ];
  await writeCommit(storage, target.table, { version: at.version, commitInfo: commitInfo(commit), actions });
}

const ROW_TRACKING = 'delta.rowTracking';

function withIds({ source, target, state, at, added, hidden }: IncrementalCommit): {
  readonly adds: readonly AddFile[];
  readonly domains: ReadonlyMap<string, DomainMetadata>;
} {
  const isTracked = state.protocol.writerFeatures?.includes('rowTracking') ?? false;
  const isSuspended = state.metadata.configuration?.['delta.rowTrackingSuspended'] === 'true';
  const own = [source, target].flatMap(({ domains }) => domains.get(ROW_TRACKING) ?? []);
  if (!isTracked || isSuspended)
    return { adds: [...added.map(withoutIds), ...hidden], domains: source.domains };
  // A file keeps the ids of its rows as long as it is part of the table.
  const { adds, domain } = withFreshRowIds(
    [...added, ...hidden.filter((add) => add.baseRowId === undefined)],
    own,
    at.version,
  );
  const kept = hidden.filter((add) => add.baseRowId !== undefined);
  return { adds: [...adds, ...kept], domains: new Map([...source.domains, [ROW_TRACKING, domain]]) };
}

function withoutIds({ baseRowId: _, defaultRowCommitVersion: __, ...add }: AddFile): AddFile {
  return add;
}

function commitInfo({
  source,
  target,
  state,
  at,
  removed,
  parameters,
  metrics,
}: IncrementalCommit): CommitInfo {
  return {
    ...(hasInCommitTimestamps(state.metadata) ? { inCommitTimestamp: at.timestamp } : {}),
    timestamp: at.timestamp,
    operation: INCREMENTAL_SNAPSHOT,
    operationParameters: {
      source: source.table,
      sourceVersion: String(source.version),
      sourceTableId: source.metadata.id,
      ...parameters,
    },
    operationMetrics: Object.fromEntries(
      Object.entries(metrics).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    ),
    readVersion: target.version,
    isolationLevel: 'Serializable',
    isBlindAppend: removed.length === 0,
    engineInfo: ENGINE_INFO,
    txnId: randomUUID(),
  };
}
