/**
 * A table at one version: its protocol, metadata, files and the rest of its state, replayed from the log.
 *
 * Source: PROTOCOL.md, "Action Reconciliation". Commits are read newest first, so that a checkpoint's files need no look-up where no
 * later commit touched them.
 */

import path from 'node:path';
import { mapLimit } from '../base/concurrency';
import { asFault, Fault, isAbort, systemCode } from '../base/fault';
import { parquetTrouble } from '../parquet/duckdb';
import type { Storage } from '../storage/storage';
import {
  type Action,
  type AddFile,
  type CommitInfo,
  type DeletionVectorDescriptor,
  type DomainMetadata,
  type Metadata,
  type Protocol,
  parseAction,
  type Transaction,
} from './actions';
import { readCheckpoint } from './checkpoint';
import { assertReadable } from './features';
import { lines } from './lines';
import { commitName, type LogFiles, type LogSegment, latestVersion, listLog, segmentsFor } from './logFiles';
import { isPlain, logDirectory, pathWithin } from './paths';

export interface Snapshot {
  /** The table's folder. */
  readonly table: string;
  readonly version: number;
  readonly protocol: Protocol;
  readonly metadata: Metadata;
  readonly files: readonly AddFile[];
  /** By application id. */
  readonly transactions: ReadonlyMap<string, Transaction>;
  /** By domain; removed ones are absent. */
  readonly domains: ReadonlyMap<string, DomainMetadata>;
  /** Of the version's own commit; undefined where it has none or only a checkpoint is left of it. */
  readonly commitInfo: CommitInfo | undefined;
}

/** Commits that are read at the same time. They are small, so this hides the latency of a mounted bucket. */
const CONCURRENT_READS = 16;

/**
 * Opens a table at a version, the newest if none is given.
 *
 * @throws Fault `not-delta`, `no-such-version`, `unsupported-feature` or `damaged`, naming the table and the file or version.
 */
export async function openSnapshot(
  storage: Storage,
  table: string,
  signal: AbortSignal,
  version?: number,
  listed?: LogFiles,
): Promise<Snapshot> {
  const log = listed ?? (await listLog(storage, table));
  const segments = segmentsFor(log, version ?? latestVersion(log));
  let problem: unknown;
  for (const segment of segments) {
    try {
      const snapshot = await replay(storage, table, segment, signal);
      const { version: own } = segment;
      if (snapshot.commitInfo !== undefined || !log.commits.includes(own)) return snapshot;
      return { ...snapshot, commitInfo: await peekCommitInfo(storage, table, own) };
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw asFault(signal.reason ?? error);
      // A fault tells of the commits or the features, which another checkpoint would not change.
      if (error instanceof Fault) throw error;
      problem ??= error;
    }
  }
  const names = segments[0]?.checkpoint?.names[0] ?? commitName(segments[0]?.version ?? 0);
  throw new Fault(
    'damaged',
    `The table ${table} is damaged: ${names} cannot be read (${parquetTrouble(problem)}).`,
    {
      advice:
        'Bring the file back from the storage’s own versions or a backup, or ask for an earlier version.',
      cause: problem,
    },
  );
}

/** What makes a logical file: its path within the table and its deletion vector. Two spellings of one path give one key. */
export function fileKey(
  table: string,
  file: { path: string; deletionVector?: DeletionVectorDescriptor },
): string {
  const name = isPlain(file.path) ? file.path : (pathWithin(table, file.path) ?? file.path);
  const vector = file.deletionVector;
  return vector === undefined ? name : `${name}\n${deletionVectorId(vector)}`;
}

/** PROTOCOL.md, "Derived Fields": `uniqueId`. */
export function deletionVectorId(vector: DeletionVectorDescriptor): string {
  const id = `${vector.storageType}${vector.pathOrInlineDv}`;
  return vector.offset === undefined ? id : `${id}@${vector.offset}`;
}

/** Everything but files: the newest of each kind wins. */
interface State {
  protocol?: Protocol;
  metadata?: Metadata;
  commitInfo?: CommitInfo;
  readonly transactions: Map<string, Transaction>;
  readonly domains: Map<string, DomainMetadata>;
}

async function replay(
  storage: Storage,
  table: string,
  segment: LogSegment,
  signal: AbortSignal,
): Promise<Snapshot> {
  const commits = await mapLimit(
    segment.commits,
    CONCURRENT_READS,
    (version) => readCommit(storage, table, version),
    signal,
  );
  const state: State = { transactions: new Map(), domains: new Map() };
  const seen = new Set<string>();
  const newFiles: AddFile[] = [];
  for (const [index, actions] of [...commits.entries()].reverse()) {
    applyNewest(state, actions, index === commits.length - 1);
    // Within a commit actions have no order: what is added is there even if a removal of the same file stands beside it.
    for (const { add } of actions.toReversed()) {
      if (add !== undefined && isFirst(seen, fileKey(table, add))) newFiles.push(add);
    }
    for (const { remove } of actions) if (remove !== undefined) seen.add(fileKey(table, remove));
  }
  newFiles.reverse();
  let files = newFiles;
  if (segment.checkpoint !== undefined) {
    const old: AddFile[] = [];
    const keep = (add: AddFile) => {
      if (seen.size === 0 || !seen.has(fileKey(table, add))) old.push(add);
    };
    const { actions } = await readCheckpoint(storage, table, segment.checkpoint, keep, signal);
    applyNewest(state, actions, false);
    files = newFiles.length === 0 ? old : old.concat(newFiles);
  }
  return finish(table, segment, state, files);
}

function finish(table: string, segment: LogSegment, state: State, files: readonly AddFile[]): Snapshot {
  const { protocol, metadata, commitInfo } = state;
  if (protocol === undefined || metadata === undefined) {
    const kind = protocol === undefined ? 'protocol' : 'metaData';
    throw new Fault(
      'damaged',
      `The log of the table ${table} is damaged: up to version ${segment.version} it has no ${kind} action.`,
      {
        advice: 'Bring the log’s first files back from the storage’s own versions or a backup.',
      },
    );
  }
  assertReadable(table, protocol, metadata);
  const domains = new Map([...state.domains].filter(([, domain]) => !domain.removed));
  const transactions = state.transactions;
  return { table, version: segment.version, protocol, metadata, files, transactions, domains, commitInfo };
}

function isFirst(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** Takes over what no newer commit has said yet. */
function applyNewest(state: State, actions: readonly Action[], isLast: boolean): void {
  for (const action of actions) {
    if (action.protocol !== undefined) state.protocol ??= action.protocol;
    if (action.metaData !== undefined) state.metadata ??= action.metaData;
    if (isLast && action.commitInfo !== undefined) state.commitInfo = action.commitInfo;
    const { txn, domainMetadata } = action;
    if (txn !== undefined && !state.transactions.has(txn.appId)) state.transactions.set(txn.appId, txn);
    if (domainMetadata !== undefined && !state.domains.has(domainMetadata.domain)) {
      state.domains.set(domainMetadata.domain, domainMetadata);
    }
  }
}

/**
 * The actions of one commit.
 *
 * @throws Fault `damaged` where a line is cut off or the file is missing or empty, naming file and line; `no-permission`; `io`.
 */
export async function readCommit(storage: Storage, table: string, version: number): Promise<Action[]> {
  const file = path.join(logDirectory(table), commitName(version));
  let content: Buffer;
  try {
    content = await storage.read(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw damagedCommit(table, version, 'is missing', error);
    throw asFault(error, `Reading version ${version} of the table ${table}`);
  }
  const actions: Action[] = [];
  for (const line of lines(content)) {
    try {
      actions.push(parseAction(line));
    } catch (error) {
      throw damagedCommit(table, version, `is cut off or garbled in line ${actions.length + 1}`, error);
    }
  }
  if (actions.length === 0) throw damagedCommit(table, version, 'is empty', undefined);
  return actions;
}

/** Bytes in which a commit's info is looked for where the rest of the commit is not needed. */
const PEEKED = 64 * 1024;

/**
 * The info of a commit whose state came from a checkpoint, from the first lines of its file; undefined where it is not there. With
 * in-commit timestamps it is the first line. What is wrong with the file does not matter: the checkpoint stands for it.
 */
async function peekCommitInfo(
  storage: Storage,
  table: string,
  version: number,
): Promise<CommitInfo | undefined> {
  const start = await storage.readRange(path.join(logDirectory(table), commitName(version)), 0, PEEKED);
  for (const line of lines(start)) {
    if (!line.startsWith('{"commitInfo"')) continue;
    try {
      return parseAction(line).commitInfo;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
  return undefined;
}

function damagedCommit(table: string, version: number, what: string, cause: unknown): Fault {
  return new Fault(
    'damaged',
    `The log of the table ${table} is damaged: version ${version} (${commitName(version)}) ${what}.`,
    {
      advice:
        'Bring the file back from the storage’s own versions or a backup, or ask for an earlier version.',
      cause,
    },
  );
}
