/** Reads the files of a checkpoint, of which there may be hundreds of thousands, out of its Parquet files. */

import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { eachChunk } from '../parquet/duckdb';
import type { AddFile } from './actions';
import { parsedStatsSql } from './parsedStats';

/**
 * What is asked for of each file. Handing a text over costs most by far, so there are two: one of all that many files have in common, which
 * is parsed once for them, and one of the path and, after a line break, the statistics. A path is URI-encoded, so it holds no line break.
 */
interface AddColumns {
  readonly shared: readonly DuckDBValue[];
  readonly text: readonly DuckDBValue[];
  readonly size: readonly DuckDBValue[];
  readonly modificationTime: readonly DuckDBValue[];
  readonly deletionVector?: readonly DuckDBValue[];
  readonly baseRowId?: readonly DuckDBValue[];
  readonly defaultRowCommitVersion?: readonly DuckDBValue[];
}

/** The fields of `add` that many files have in common. */
type Shared = Pick<AddFile, 'partitionValues' | 'dataChange' | 'tags' | 'clusteringProvider'>;

const SHARED_FIELDS = ['partitionValues', 'dataChange', 'tags', 'clusteringProvider'];

const OPTIONAL: ReadonlySet<string> = new Set(['deletionVector', 'baseRowId', 'defaultRowCommitVersion']);

function addColumnsSql(fields: ReadonlyMap<string, DuckDBType>): [name: keyof AddColumns, sql: string][] {
  const stats = statsSql(fields);
  const shared = SHARED_FIELDS.filter((name) => fields.has(name)).map((name) => `'${name}', add.${name}`);
  const columns: [keyof AddColumns, string][] = [
    ['shared', `json_object(${shared.join(', ')})::VARCHAR`],
    ['text', stats === undefined ? 'add.path' : `concat_ws(chr(10), add.path, ${stats})`],
    ['size', 'add.size::DOUBLE'],
    ['modificationTime', 'add.modificationTime::DOUBLE'],
    ['deletionVector', 'to_json(add.deletionVector)::VARCHAR'],
    ['baseRowId', 'add.baseRowId::DOUBLE'],
    ['defaultRowCommitVersion', 'add.defaultRowCommitVersion::DOUBLE'],
  ];
  return columns.filter(([name]) => fields.has(name) || !OPTIONAL.has(name));
}

/**
 * Hands on every file of a checkpoint.
 *
 * @param source what to select from, as SQL
 * @param fields the fields of `add` that the checkpoint has
 */
export async function readAdds(
  connection: DuckDBConnection,
  source: string,
  fields: ReadonlyMap<string, DuckDBType>,
  onAdd: (add: AddFile) => void,
  signal: AbortSignal,
): Promise<void> {
  if (fields.size === 0) return;
  const columns = addColumnsSql(fields);
  const selected = columns.map(([, sql]) => sql).join(', ');
  const parsed = new Map<string, Shared>();
  await eachChunk(
    connection,
    `SELECT ${selected} FROM ${source} WHERE add.path IS NOT NULL`,
    (values, rows) => {
      const named = Object.fromEntries(columns.map(([name], index) => [name, values[index]]));
      for (let row = 0; row < rows; row += 1) onAdd(toAdd(named as unknown as AddColumns, row, parsed));
    },
    signal,
  );
}

/** Statistics as JSON text; where a checkpoint has them in struct form only, they are written out again. */
function statsSql(fields: ReadonlyMap<string, DuckDBType>): string | undefined {
  const text = fields.has('stats') ? 'add.stats' : undefined;
  const parsedType = fields.get('stats_parsed');
  const parsed = parsedType === undefined ? undefined : parsedStatsSql('add.stats_parsed', parsedType);
  if (text === undefined || parsed === undefined) return text ?? parsed;
  return `coalesce(${text}, ${parsed})`;
}

/** Absent fields stay absent. Fields are set one by one and by name: for hundreds of thousands of files that takes half the time. */
function toAdd(columns: AddColumns, row: number, parsed: Map<string, Shared>): AddFile {
  const { partitionValues, dataChange, tags, clusteringProvider } = parseShared(
    String(columns.shared[row]),
    parsed,
  );
  const text = String(columns.text[row]);
  const end = text.indexOf('\n');
  const add: { -readonly [Field in keyof AddFile]: AddFile[Field] } = {
    path: end < 0 ? text : text.slice(0, end),
    partitionValues,
    size: Number(columns.size[row]),
    modificationTime: Number(columns.modificationTime[row]),
    dataChange,
  };
  if (end >= 0) add.stats = text.slice(end + 1);
  if (tags !== undefined) add.tags = tags;
  if (clusteringProvider !== undefined) add.clusteringProvider = clusteringProvider;
  const vector = columns.deletionVector?.[row];
  if (typeof vector === 'string') add.deletionVector = withoutNulls(JSON.parse(vector));
  const rowId = columns.baseRowId?.[row];
  if (typeof rowId === 'number') add.baseRowId = rowId;
  const version = columns.defaultRowCommitVersion?.[row];
  if (typeof version === 'number') add.defaultRowCommitVersion = version;
  return add;
}

function parseShared(text: string, parsed: Map<string, Shared>): Shared {
  let shared = parsed.get(text);
  if (shared === undefined) {
    shared = { partitionValues: {}, dataChange: true, ...withoutNulls<Partial<Shared>>(JSON.parse(text)) };
    parsed.set(text, shared);
  }
  return shared;
}

/** Parquet spells absent fields as nulls; our types know only absent ones. */
function withoutNulls<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null)) as T;
}
