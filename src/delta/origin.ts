/** Where a table was copied from, as its newest commits tell, or a property that such a commit set. */

import type { Storage } from '../storage/storage';
import { type Action, type CommitInfo, isVoid } from './actions';
import { listLog } from './logFiles';
import type { CloneMetrics, Origin, TableCopy } from './results';
import { readCommit } from './snapshot';

/**
 * The table property in which a copy that was made by SQL says what it is of: Databricks' CLONE does not tell the source's id, and a
 * `CREATE TABLE … AS SELECT` tells nothing. Quotation marks in it would keep open-source Spark from showing any property.
 */
export const ORIGIN_PROPERTY = 'overwatch-backup.origin';

/** The value of that property. */
export function formatOrigin({
  location,
  tableId,
  version,
}: Pick<Origin, 'location' | 'tableId' | 'version'>): string {
  const table = tableId === undefined ? {} : { table: tableId };
  const text = new URLSearchParams({ ...table, version: String(version), location }).toString();
  return text.replace(SECRET_WORDS, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}

/**
 * One letter of each word that looks like a secret to Spark, which then hides the whole value: `tokens_snapshot_bronze` would have no origin.
 * None is a hexadecimal digit, so that no escape is taken apart. Source: `spark.redaction.regex` in Spark's configuration.
 */
const SECRET_WORDS = /s(?=ecret)|p(?=assword)|t(?=oken)|k(?=ey)/gi;

/** Undefined for what `formatOrigin` did not write. */
export function parseOrigin(text: string | undefined): Origin | undefined {
  const found = new URLSearchParams(text ?? '');
  const [location, version] = [found.get('location'), found.get('version')];
  if (location === null || version === null || !/^\d+$/.test(version)) return undefined;
  return { location, version: Number(version), tableId: found.get('table') ?? undefined, accumulates: false };
}

/** A table's properties but for the one above, which says nothing of the table that was copied. */
export function withoutOrigin(properties: Readonly<Record<string, string>>): Record<string, string> {
  const { [ORIGIN_PROPERTY]: _, ...others } = properties;
  return others;
}

/** What one commit tells of itself. */
export interface CommitTold {
  readonly operation: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>> | undefined;
  readonly metrics: Readonly<Record<string, unknown>> | undefined;
  /** The value of `ORIGIN_PROPERTY` that the commit set. */
  readonly property: string | undefined;
}

/** What a commit made the table a copy of; undefined for a commit that did no such thing, or does not say of what. */
export function copyIn({ operation, parameters, metrics, property }: CommitTold): TableCopy | undefined {
  const told = originOf(operation, parameters);
  const noted = parseOrigin(property);
  if (operation === 'CLONE' && told !== undefined) {
    // A property may have come with what was cloned.
    const isOfThis = told.tableId === undefined && noted?.version === told.version;
    return { from: isOfThis ? noted : told, metrics: cloneMetrics(metrics) };
  }
  if (noted === undefined || operation?.endsWith(' AS SELECT') !== true) return undefined;
  return { from: noted, metrics: writtenMetrics(metrics) };
}

function cloneMetrics(metrics: CommitTold['metrics']): CloneMetrics {
  return {
    sourceTableSize: numberOf(metrics?.sourceTableSize),
    sourceNumOfFiles: numberOf(metrics?.sourceNumOfFiles),
    numRemovedFiles: numberOf(metrics?.numRemovedFiles),
    numCopiedFiles: numberOf(metrics?.numCopiedFiles),
    removedFilesSize: numberOf(metrics?.removedFilesSize),
    copiedFilesSize: numberOf(metrics?.copiedFilesSize),
  };
}

/** A copy by SELECT writes every file anew, so that the source's own files cannot be told from it. */
function writtenMetrics(metrics: CommitTold['metrics']): CloneMetrics {
  const [files, bytes] = [numberOf(metrics?.numFiles), numberOf(metrics?.numOutputBytes)];
  return {
    sourceTableSize: bytes,
    sourceNumOfFiles: files,
    numRemovedFiles: numberOf(metrics?.numRemovedFiles),
    numCopiedFiles: files,
    removedFilesSize: numberOf(metrics?.numRemovedBytes),
    copiedFilesSize: bytes,
  };
}

function numberOf(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** The operation in the commits of incremental snapshots. */
export const INCREMENTAL_SNAPSHOT = 'INCREMENTAL SNAPSHOT';

/** Commits that are searched for the last copy. */
const SEARCHED_COMMITS = 50;

/** The source of the newest commit that names one: a clone or an incremental snapshot. @throws Fault `damaged`, `not-delta`. */
export async function readOrigin(
  storage: Storage,
  table: string,
  signal: AbortSignal,
): Promise<Origin | undefined> {
  const { commits } = await listLog(storage, table);
  for (const version of commits.slice(-SEARCHED_COMMITS).reverse()) {
    signal.throwIfAborted();
    const actions = await readCommit(storage, table, version);
    const info = actions.find(({ commitInfo }) => commitInfo !== undefined)?.commitInfo;
    const origin = copyIn(toldBy(info, actions))?.from ?? originIn(info);
    if (origin === undefined) continue;
    // The first copy of an incremental history is a clone that notes its progress as a stream does.
    const notesProgress = actions.some(
      ({ txn }) => txn !== undefined && txn.appId === origin.tableId && !isVoid(txn),
    );
    return { ...origin, accumulates: origin.accumulates || notesProgress };
  }
  return undefined;
}

/** The source that a commit's info names. */
export function originIn(info: CommitInfo | undefined): Origin | undefined {
  return originOf(info?.operation, info?.operationParameters) ?? originOfSparkCommit(info?.userMetadata);
}

/** A commit that Spark wrote for our PySpark script says it in the only field that is free there: as JSON. */
function originOfSparkCommit(userMetadata: unknown): Origin | undefined {
  if (typeof userMetadata !== 'string' || !userMetadata.includes('"sourceTableId"')) return undefined;
  try {
    const said: unknown = JSON.parse(userMetadata);
    if (typeof said !== 'object' || said === null || !('operation' in said)) return undefined;
    return originOf(String(said.operation), { ...said });
  } catch (error) {
    // Anyone may write anything there.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What a commit tells of itself, by its info and all its actions. */
export function toldBy(info: CommitInfo | undefined, actions: readonly Action[]): CommitTold {
  const metadata = actions.find(({ metaData }) => metaData !== undefined)?.metaData;
  return {
    operation: info?.operation,
    parameters: info?.operationParameters,
    metrics: info?.operationMetrics,
    property: metadata?.configuration?.[ORIGIN_PROPERTY],
  };
}

function originOf(operation: string | undefined, parameters: CommitTold['parameters']): Origin | undefined {
  const { source, sourceVersion, sourceTableId } = parameters ?? {};
  if (typeof source !== 'string' || !/^\d+$/.test(String(sourceVersion))) return undefined;
  return {
    location: source,
    tableId: typeof sourceTableId === 'string' ? sourceTableId : undefined,
    version: Number(sourceVersion),
    accumulates: operation === INCREMENTAL_SNAPSHOT,
  };
}
