/**
 * The differences between the protocol that the Databricks SQL driver speaks and that of open-source Spark's Thrift Server, mended in
 * messages on their way. Every change says what would go wrong without it.
 */

import { type ArrowResult, arrowResult, type ResultColumn, TYPE_ID } from '../../support/thrift/arrowResult';
import {
  bytes,
  bytesOf,
  dig,
  field,
  get,
  itemsOf,
  list,
  type Message,
  numberOf,
  put,
  TYPE,
  textOf,
  type Value,
} from '../../support/thrift/codec';

/** Changes calls before Spark sees them, and replies before the driver does. One instance serves one server. */
export interface Dialect {
  toSpark(call: Message): void;
  /** @param call the one that is answered, as the driver sent it */
  toDriver(reply: Message, call: Message): void;
}

const REQUEST = 1;
const RESPONSE = 0;

interface OpenResult {
  readonly columns: readonly ResultColumn[];
  readonly arrow: ArrowResult;
}

export function databricksDialect(): Dialect {
  /** Results that are being fetched, by operation. */
  const results = new Map<string, OpenResult>();
  return {
    toSpark(call) {
      const request = get(call.body, REQUEST);
      if (call.method === 'OpenSession') openSession(request);
      if (call.method === 'ExecuteStatement') bindParameters(request);
      if (call.method === 'CloseOperation') results.delete(operationIn(request));
    },
    toDriver(reply, call) {
      const response = get(reply.body, RESPONSE);
      if (response === undefined) return;
      const operation = operationIn(get(call.body, REQUEST));
      if (reply.method === 'OpenSession') claimParameters(response);
      if (reply.method === 'GetOperationStatus') showMessage(response);
      if (reply.method === 'GetResultSetMetadata') {
        const result = describeResult(response);
        if (result !== undefined) results.set(operation, result);
      }
      if (reply.method === 'FetchResults') toArrow(response, results.get(operation));
    },
  };
}

/** The id of the operation that a request is about; of FetchResults, GetOperationStatus and their like it is field 1. */
function operationIn(request: Value | undefined): string {
  return bytesOf(dig(request, 1, 1, 1))?.toString('hex') ?? '';
}

const HIVE_PROTOCOL_V10 = 9;
const INITIAL_NAMESPACE = 1284;

/** Spark rejects the driver's protocol version, and knows neither its field for the first schema nor plain names of settings. */
function openSession(request: Value | undefined): void {
  put(request, field.i32(1, HIVE_PROTOCOL_V10));
  const given = get(request, 4);
  const settings = given?.kind === 'map' ? given.entries : [];
  const entries = settings.map(([key, value]): readonly [Value, Value] => {
    const name = textOf(key) ?? '';
    return [bytes(name.startsWith('spark.') ? `set:hiveconf:${name}` : name), value];
  });
  const schema = dig(request, INITIAL_NAMESPACE, 2);
  if (schema !== undefined) entries.push([bytes('use:database'), schema]);
  put(request, {
    id: 4,
    type: TYPE.map,
    value: { kind: 'map', keys: TYPE.string, values: TYPE.string, entries },
  });
}

const SPARK_PROTOCOL_V8 = 0xa508;

/** The driver sends parameters only to servers that claim to understand them. */
function claimParameters(response: Value): void {
  if (get(response, 3) !== undefined) put(response, field.i32(2, SPARK_PROTOCOL_V8));
}

const PARAMETERS = 1288;

/** Spark's Thrift Server knows no parameters, but Spark binds them with EXECUTE IMMEDIATE. */
function bindParameters(request: Value | undefined): void {
  const parameters = itemsOf(get(request, PARAMETERS));
  if (parameters.length === 0) return;
  const statement = (textOf(get(request, 2)) ?? '').replace(/;\s*$/, '');
  const using = parameters.map((parameter) => {
    const name = textOf(get(parameter, 2));
    return name === undefined ? literal(parameter) : `${literal(parameter)} AS \`${name}\``;
  });
  put(request, field.string(2, `EXECUTE IMMEDIATE ${quoted(statement)} USING ${using.join(', ')}`));
}

const SUFFIXES: Readonly<Record<string, string>> = {
  BIGINT: 'L',
  DOUBLE: 'D',
  INT: '',
  INTEGER: '',
  BOOLEAN: '',
};

function literal(parameter: Value): string {
  const type = textOf(get(parameter, 3));
  const value = textOf(dig(parameter, 4, 1));
  if (type === undefined || value === undefined) return 'NULL';
  if (type === 'STRING') return quoted(value);
  if (type === 'TIMESTAMP' || type === 'DATE') return `${type} ${quoted(value)}`;
  const suffix = SUFFIXES[type];
  if (suffix === undefined) throw new Error(`Parameters of the type ${type} are not known here.`);
  return value + suffix;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const DISPLAY_MESSAGE = 1281;

/** The driver shows a field that Spark does not fill; what Spark says is wrapped in names of Java classes. */
function showMessage(response: Value): void {
  const said = textOf(get(response, 5));
  if (said === undefined || get(response, DISPLAY_MESSAGE) !== undefined) return;
  const [first = ''] = said.split(/\n+\tat /);
  const words = first
    .replace(
      /^org\.apache\.hive\.service\.cli\.HiveSQLException: (Error (running|operating) (query|\w+): )?/,
      '',
    )
    .replace(/^(\[[A-Z0-9_.]+\] )?([\w$.]+(Exception|Error): )?\s*/, '');
  put(response, field.string(DISPLAY_MESSAGE, words.trim()));
}

const RESULT_FORMAT = 1281;
const ARROW_SCHEMA = 1283;
const ARROW_BATCHES = 1281;
const ARROW_FORMAT = 0;

/** Spark numbers columns from 0, where the driver expects 1 and would lose the first; and says nothing of the format, which is made Arrow. */
function describeResult(response: Value): OpenResult | undefined {
  const descriptions = itemsOf(dig(response, 2, 1));
  if (descriptions.length === 0) return undefined;
  const columns = descriptions.map((description, index): ResultColumn => {
    put(description, field.i32(3, index + 1));
    const entry = itemsOf(dig(description, 2, 1))[0];
    return { name: textOf(get(description, 1)) ?? '', typeId: numberOf(dig(entry, 1, 1)) ?? TYPE_ID.string };
  });
  const arrow = arrowResult(columns);
  put(response, field.i32(RESULT_FORMAT, ARROW_FORMAT));
  put(response, field.string(ARROW_SCHEMA, arrow.schema));
  return { columns, arrow };
}

function toArrow(response: Value, result: OpenResult | undefined): void {
  const rows = get(response, 3);
  const columns = itemsOf(get(rows, 3));
  if (result === undefined || columns.length === 0) return;
  const values = columns.map((column, index) => columnValues(column, result.columns[index]?.typeId ?? 0));
  const count = values[0]?.length ?? 0;
  put(rows, field.list(3, TYPE.struct, []));
  put(response, field.bool(2, count > 0));
  if (count === 0) return;
  const batch = {
    kind: 'struct' as const,
    fields: [field.string(1, result.arrow.batch(values)), field.i64(2, count)],
  };
  put(rows, { id: ARROW_BATCHES, type: TYPE.list, value: list(TYPE.struct, [batch]) });
}

/** How a value is read, by the field of `TColumn` that holds it. */
const READERS: Readonly<Record<number, (value: Buffer) => unknown>> = {
  1: (value) => value.readUInt8(0) !== 0,
  2: (value) => value.readInt8(0),
  3: (value) => value.readInt16BE(0),
  4: (value) => value.readInt32BE(0),
  5: (value) => value.readBigInt64BE(0),
  6: (value) => value.readDoubleBE(0),
  7: (value) => value.toString('utf8'),
  8: (value) => value,
};

function columnValues(column: Value, typeId: number): unknown[] {
  const typed = column.kind === 'struct' ? column.fields[0] : undefined;
  const read = READERS[typed?.id ?? 0];
  if (typed === undefined || read === undefined) throw new Error('Spark sent a column of an unknown kind.');
  const nulls = bytesOf(get(typed.value, 2)) ?? Buffer.alloc(0);
  return itemsOf(get(typed.value, 1)).map((value, index) => {
    const isNull = ((nulls[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
    const found = bytesOf(value);
    return isNull || found === undefined ? null : asTime(read(found), typeId);
  });
}

/** Spark sends timestamps and dates as text, in UTC. */
function asTime(value: unknown, typeId: number): unknown {
  if (typeof value !== 'string') return value;
  if (typeId === TYPE_ID.timestamp)
    return Date.parse(`${value.replace(' ', 'T').replace(/(\.\d{3})\d*$/, '$1')}Z`);
  return typeId === TYPE_ID.date ? Date.parse(`${value}T00:00:00Z`) : value;
}
