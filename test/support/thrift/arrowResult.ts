/**
 * Results in the Arrow form in which a Databricks SQL warehouse sends them, so that the driver yields the types it yields in production
 * (`Date` for timestamps, and so on).
 */

// The package tells its types to `require` only.
import arrow = require('apache-arrow');

const { Binary, Bool, DateDay, Field, Float32, Float64, Int8, Int16, Int32, Int64, Utf8 } = arrow;
const {
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  vectorFromArray,
} = arrow;

/** A column, with its `TTypeId` of Hive's TCLIService. */
export interface ResultColumn {
  readonly name: string;
  readonly typeId: number;
}

/** `TTypeId`s that tests name. */
export const TYPE_ID = {
  boolean: 0,
  int: 3,
  bigint: 4,
  double: 6,
  string: 7,
  timestamp: 8,
  binary: 9,
  array: 10,
  map: 11,
  struct: 12,
  date: 17,
} as const;

export interface ArrowResult {
  /** The schema's message, which goes before every batch. */
  readonly schema: Buffer;
  /** One batch of rows: a list of values for each column. */
  batch(columns: readonly (readonly unknown[])[]): Buffer;
}

export function arrowResult(columns: readonly ResultColumn[]): ArrowResult {
  const schema = new Schema(columns.map(({ name, typeId }) => new Field(name, arrowType(typeId), true)));
  const empty = stream((writer) => writer.reset(undefined, schema));
  // The marker of the stream's end is left out: batches follow.
  const head = empty.subarray(0, empty.length - 8);
  return {
    schema: head,
    batch(values) {
      const vectors = columns.map(({ typeId }, index) =>
        vectorFromArray([...(values[index] ?? [])], arrowType(typeId)),
      );
      const children = vectors.flatMap((vector) => vector.data[0] ?? []);
      const length = values[0]?.length ?? 0;
      const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children });
      return stream((writer) => writer.write(new RecordBatch(schema, data))).subarray(head.length);
    },
  };
}

function stream(fill: (writer: arrow.RecordBatchStreamWriter) => unknown): Buffer {
  const writer = new RecordBatchStreamWriter({ autoDestroy: false });
  fill(writer);
  writer.finish();
  return Buffer.from(writer.toUint8Array(true));
}

const TYPES: readonly (() => arrow.DataType)[] = [
  () => new Bool(),
  () => new Int8(),
  () => new Int16(),
  () => new Int32(),
  () => new Int64(),
  () => new Float32(),
  () => new Float64(),
  () => new Utf8(),
  () => new TimestampMicrosecond('UTC'),
  () => new Binary(),
];

/** Decimals, intervals and nested values come as text, like those of open-source Spark. */
function arrowType(typeId: number): arrow.DataType {
  if (typeId === TYPE_ID.date) return new DateDay();
  return TYPES[typeId]?.() ?? new Utf8();
}
