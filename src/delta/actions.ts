/**
 * The actions of the Delta protocol as plain data, and how a line of a log file becomes one.
 *
 * Source: PROTOCOL.md of delta-io/delta, section "Actions". Fields that the protocol does not name are carried along unread.
 */

export interface Protocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[];
  readonly writerFeatures?: readonly string[];
}

export interface Metadata {
  readonly id: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly format: { readonly provider: string; readonly options?: Readonly<Record<string, string>> };
  /** The schema in Spark's JSON form. */
  readonly schemaString: string;
  readonly partitionColumns: readonly string[];
  readonly configuration?: Readonly<Record<string, string>>;
  /** Epoch ms. */
  readonly createdTime?: number | null;
}

export interface DeletionVectorDescriptor {
  /** `u`: a file below the table, named by a UUID; `p`: an absolute path; `i`: inline. */
  readonly storageType: string;
  readonly pathOrInlineDv: string;
  readonly offset?: number;
  /** Bytes of the bitmap, without the length and the checksum around it. */
  readonly sizeInBytes: number;
  /** Rows it removes. */
  readonly cardinality: number;
}

/** A logical file of a table. */
export interface AddFile {
  /** URI-encoded; relative to the table, or absolute. */
  readonly path: string;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  /** Bytes. */
  readonly size: number;
  /** Epoch ms. */
  readonly modificationTime: number;
  readonly dataChange: boolean;
  /** Per-file statistics as JSON text. */
  readonly stats?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly deletionVector?: DeletionVectorDescriptor;
  readonly baseRowId?: number;
  readonly defaultRowCommitVersion?: number;
  readonly clusteringProvider?: string;
}

export interface RemoveFile {
  readonly path: string;
  /** Epoch ms. */
  readonly deletionTimestamp?: number;
  readonly dataChange: boolean;
  readonly extendedFileMetadata?: boolean;
  readonly partitionValues?: Readonly<Record<string, string | null>>;
  readonly size?: number;
  readonly deletionVector?: DeletionVectorDescriptor;
}

/**
 * The action by which a file goes.
 *
 * @param deletionTimestamp epoch ms
 * @param dataChange whether rows go with it, rather than come back in another file
 */
export function removal(
  { path, partitionValues, size, deletionVector }: AddFile,
  deletionTimestamp: number,
  dataChange: boolean,
): { readonly remove: RemoveFile } {
  const vector = deletionVector === undefined ? {} : { deletionVector };
  const remove = { path, deletionTimestamp, dataChange, extendedFileMetadata: true, partitionValues, size };
  return { remove: { ...remove, ...vector } };
}

/** How far a streaming writer has come. Versions are 64-bit, so they are held as decimal text. */
export interface Transaction {
  readonly appId: string;
  readonly version: string;
  /** Epoch ms. */
  readonly lastUpdated?: number;
}

/** The version by which a transaction is declared void, since a log cannot take one back. */
export const VOID_VERSION = '-1';

/** Whether a transaction says nothing any more. */
export function isVoid({ version }: Transaction): boolean {
  return version === VOID_VERSION;
}

export interface DomainMetadata {
  readonly domain: string;
  readonly configuration: string;
  readonly removed: boolean;
}

export interface CommitInfo {
  readonly timestamp?: number;
  readonly inCommitTimestamp?: number;
  readonly operation?: string;
  readonly operationParameters?: Readonly<Record<string, unknown>>;
  readonly operationMetrics?: Readonly<Record<string, unknown>>;
  readonly engineInfo?: string;
  readonly [field: string]: unknown;
}

export interface Sidecar {
  readonly path: string;
  readonly sizeInBytes: number;
}

/** One line of a log file. Exactly one field is set; lines of a kind we have no use for (`cdc`, …) set none. */
export interface Action {
  readonly add?: AddFile;
  readonly remove?: RemoveFile;
  readonly metaData?: Metadata;
  readonly protocol?: Protocol;
  readonly txn?: Transaction;
  readonly domainMetadata?: DomainMetadata;
  readonly commitInfo?: CommitInfo;
  readonly sidecar?: Sidecar;
  readonly checkpointMetadata?: { readonly version: number };
}

/**
 * Parses one line of a commit or of a JSON checkpoint.
 *
 * @throws SyntaxError where the line is not JSON.
 */
export function parseAction(line: string): Action {
  const action = dropNulls(JSON.parse(line) as Action);
  if (action.txn === undefined) return action;
  // JSON.parse would round a 64-bit version, so its digits are taken from the text.
  const digits = /"version"\s*:\s*(-?\d+)/.exec(line)?.[1] ?? String(action.txn.version);
  return { txn: { ...dropNulls(action.txn), version: digits } };
}

/** One action as a line of a commit. */
export function formatAction(action: Action): string {
  if (action.txn === undefined) return `${JSON.stringify(action)}\n`;
  const { appId, version, lastUpdated } = action.txn;
  const updated = lastUpdated === undefined ? '' : `,"lastUpdated":${lastUpdated}`;
  return `{"txn":{"appId":${JSON.stringify(appId)},"version":${version}${updated}}}\n`;
}

/** Objects in which an absent field may be spelled as null. In maps, such as partition values, null is a value. */
const NESTED = new Set(['add', 'remove', 'deletionVector', 'protocol', 'metaData']);

/** Some writers spell an absent field as null; the types know only absent ones. */
function dropNulls<T extends object>(value: T): T {
  for (const [key, field] of Object.entries(value)) {
    if (field === null) delete (value as Record<string, unknown>)[key];
    else if (NESTED.has(key)) dropNulls(field as object);
  }
  return value;
}
