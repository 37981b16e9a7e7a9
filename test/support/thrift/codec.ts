/**
 * Thrift's binary protocol without a schema: a message is read into fields, changed, and written again, and fields that nobody knows stay as
 * they were. For test servers that speak the Databricks SQL driver's protocol.
 *
 * Source: the Apache Thrift specification, "Thrift Binary protocol encoding" (strict messages).
 */

/** The types of fields, as they stand on the wire. */
export const TYPE = {
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
} as const;

const STOP = 0;

export type Value =
  /** Numbers and booleans big-endian, texts as UTF-8, without their length. */
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'struct'; readonly fields: Field[] }
  | { readonly kind: 'list'; readonly of: number; items: Value[] }
  | {
      readonly kind: 'map';
      readonly keys: number;
      readonly values: number;
      entries: (readonly [Value, Value])[];
    };

export interface Field {
  readonly id: number;
  type: number;
  value: Value;
}

export interface Message {
  /** 1 call, 2 reply, 3 exception. */
  readonly type: number;
  readonly method: string;
  readonly sequence: number;
  /** Of a call: one field, 1, the request. Of a reply: one field, 0, the response. */
  readonly body: Field[];
}

export const CALL = 1;
export const REPLY = 2;

const VERSION = 0x80010000;

/** @throws Error for what is no strict Thrift message. */
export function decode(buffer: Buffer): Message {
  if (buffer.length < 12 || (buffer.readUInt32BE(0) & 0xffff0000) >>> 0 !== VERSION)
    throw new Error('This is no Thrift message.');
  const type = buffer.readUInt8(3);
  const length = buffer.readInt32BE(4);
  const method = buffer.toString('utf8', 8, 8 + length);
  const sequence = buffer.readInt32BE(8 + length);
  return { type, method, sequence, body: reader(buffer, 12 + length).struct() };
}

export function encode({ type, method, sequence, body }: Message): Buffer {
  const name = Buffer.from(method);
  const out = [uint32(VERSION | type), int32(name.length), name, int32(sequence)];
  write(TYPE.struct, { kind: 'struct', fields: body }, out);
  return Buffer.concat(out);
}

function reader(buffer: Buffer, start: number) {
  let at = start;
  const take = (length: number) => {
    const bytes = buffer.subarray(at, at + length);
    if (bytes.length < length) throw new Error('The Thrift message is cut off.');
    at += length;
    return bytes;
  };
  const byte = () => take(1).readUInt8(0);
  const count = () => take(4).readInt32BE(0);
  const value = (type: number): Value => {
    switch (type) {
      case TYPE.bool:
      case TYPE.byte:
        return { kind: 'bytes', bytes: take(1) };
      case TYPE.i16:
        return { kind: 'bytes', bytes: take(2) };
      case TYPE.i32:
        return { kind: 'bytes', bytes: take(4) };
      case TYPE.i64:
      case TYPE.double:
        return { kind: 'bytes', bytes: take(8) };
      case TYPE.string:
        return { kind: 'bytes', bytes: take(count()) };
      case TYPE.struct:
        return { kind: 'struct', fields: struct() };
      case TYPE.map: {
        const [keys, values, length] = [byte(), byte(), count()];
        const entries = Array.from({ length }, () => [value(keys), value(values)] as const);
        return { kind: 'map', keys, values, entries };
      }
      case TYPE.set:
      case TYPE.list: {
        const [of, length] = [byte(), count()];
        return { kind: 'list', of, items: Array.from({ length }, () => value(of)) };
      }
      default:
        throw new Error(`Thrift has no type ${type}.`);
    }
  };
  const struct = (): Field[] => {
    const fields: Field[] = [];
    for (;;) {
      const type = byte();
      if (type === STOP) return fields;
      const id = take(2).readInt16BE(0);
      fields.push({ id, type, value: value(type) });
    }
  };
  return { struct };
}

function write(type: number, value: Value, out: Buffer[]): void {
  switch (value.kind) {
    case 'bytes':
      if (type === TYPE.string) out.push(int32(value.bytes.length));
      out.push(value.bytes);
      break;
    case 'struct':
      for (const field of value.fields) {
        out.push(Buffer.from([field.type]), int16(field.id));
        write(field.type, field.value, out);
      }
      out.push(Buffer.from([STOP]));
      break;
    case 'list':
      out.push(Buffer.from([value.of]), int32(value.items.length));
      for (const item of value.items) write(value.of, item, out);
      break;
    case 'map':
      out.push(Buffer.from([value.keys, value.values]), int32(value.entries.length));
      for (const [key, one] of value.entries) {
        write(value.keys, key, out);
        write(value.values, one, out);
      }
      break;
  }
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function int64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

export function bytes(value: Buffer | string): Value {
  return { kind: 'bytes', bytes: typeof value === 'string' ? Buffer.from(value) : value };
}

export function struct(fields: Field[]): Value {
  return { kind: 'struct', fields };
}

export function list(of: number, items: Value[]): Value {
  return { kind: 'list', of, items };
}

export const field = {
  bool: (id: number, value: boolean): Field => ({
    id,
    type: TYPE.bool,
    value: bytes(Buffer.from([value ? 1 : 0])),
  }),
  i16: (id: number, value: number): Field => ({ id, type: TYPE.i16, value: bytes(int16(value)) }),
  i32: (id: number, value: number): Field => ({ id, type: TYPE.i32, value: bytes(int32(value)) }),
  i64: (id: number, value: number): Field => ({ id, type: TYPE.i64, value: bytes(int64(value)) }),
  string: (id: number, value: string | Buffer): Field => ({ id, type: TYPE.string, value: bytes(value) }),
  struct: (id: number, fields: Field[]): Field => ({ id, type: TYPE.struct, value: struct(fields) }),
  list: (id: number, of: number, items: Value[]): Field => ({ id, type: TYPE.list, value: list(of, items) }),
};

/** The value of a field; undefined where the struct, or what should be one, lacks it. */
export function get(from: readonly Field[] | Value | undefined, id: number): Value | undefined {
  return fieldsOf(from).find((one) => one.id === id)?.value;
}

/** Puts a field in the place of the one with its id, or after the others. */
export function put(into: Value | undefined, added: Field): void {
  if (into?.kind !== 'struct') throw new Error('A field can be put into a struct only.');
  const at = into.fields.findIndex((one) => one.id === added.id);
  if (at === -1) into.fields.push(added);
  else into.fields[at] = added;
}

/** A value some structs deep, by the ids of the fields that lead there. */
export function dig(from: readonly Field[] | Value | undefined, ...ids: number[]): Value | undefined {
  let value: readonly Field[] | Value | undefined = from;
  for (const id of ids) value = get(value, id);
  return isValue(value) ? value : undefined;
}

export function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : [];
}

export function bytesOf(value: Value | undefined): Buffer | undefined {
  return value?.kind === 'bytes' ? value.bytes : undefined;
}

export function textOf(value: Value | undefined): string | undefined {
  return bytesOf(value)?.toString('utf8');
}

export function numberOf(value: Value | undefined): number | undefined {
  const read = bytesOf(value);
  switch (read?.length) {
    case 1:
      return read.readInt8(0);
    case 2:
      return read.readInt16BE(0);
    case 4:
      return read.readInt32BE(0);
    case 8:
      return Number(read.readBigInt64BE(0));
    default:
      return undefined;
  }
}

function fieldsOf(from: readonly Field[] | Value | undefined): readonly Field[] {
  if (isValue(from)) return from.kind === 'struct' ? from.fields : [];
  return from ?? [];
}

function isValue(from: readonly Field[] | Value | undefined): from is Value {
  return from !== undefined && !Array.isArray(from);
}
