/**
 * The small vocabulary of DuckDB SQL in which the sample's columns are described. Every value is a function of the row's number `i` and a
 * salt, so the same row always has the same value, and tables that use the same salt agree with each other.
 */

/** A string literal. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * A whole number (BIGINT) from 0 to `end` - 1. The hash of two values only combines their hashes, so its low bits go in step whatever the
 * salt is; hashed once more, they do not.
 */
export function below(salt: string, end: number): string {
  return `(hash(hash(i, ${text(salt)})) % ${end})::BIGINT`;
}

/** A whole number (BIGINT) from `low` to `high`. */
export function between(salt: string, low: number, high: number): string {
  return `(${low} + ${below(salt, high - low + 1)})`;
}

/** An INTEGER of any number. */
export function int(expression: string): string {
  return `(${expression})::INTEGER`;
}

/** A DOUBLE from 0 to `high`, with four digits after the point. */
export function real(salt: string, high: number): string {
  return `round(${below(salt, 1_000_000)} * ${high} / 1000000.0::DOUBLE, 4)`;
}

/** True for `percent` of the rows. */
export function chance(salt: string, percent: number): string {
  return `(${below(salt, 100)} < ${percent})`;
}

/** `expression` for `percent` of the rows, NULL for the others. */
export function maybe(salt: string, percent: number, expression: string): string {
  return `CASE WHEN ${chance(salt, percent)} THEN ${expression} END`;
}

/** The value at `index` (from 0, an expression), which wraps round. */
export function at(index: string, values: readonly string[]): string {
  return `[${values.map(text).join(', ')}][1 + (${index}) % ${values.length}]`;
}

/** One of the values. */
export function pick(salt: string, values: readonly string[]): string {
  return at(below(salt, values.length), values);
}

/** `length` (at most 32) hexadecimal digits. */
export function hex(salt: string, length: number): string {
  return `left(md5(i || ${text(salt)}), ${length})`;
}

export function uuid(salt: string): string {
  return `md5(i || ${text(salt)})::UUID::VARCHAR`;
}

/** The timestamp (with time zone) of an expression in epoch ms. */
export function timestamp(ms: string): string {
  return `make_timestamptz((${ms}) * 1000)`;
}

/** The UTC date of an expression in epoch ms. */
export function date(ms: string): string {
  return `epoch_ms(${ms})::DATE`;
}

export function struct(fields: Readonly<Record<string, string>>): string {
  return `{${Object.entries(fields)
    .map(([name, value]) => `${text(name)}: ${value}`)
    .join(', ')}}`;
}

/** A MAP from strings. */
export function map(entries: Readonly<Record<string, string>>): string {
  return `MAP ${struct(entries)}`;
}

/** The JSON text of any value. */
export function json(expression: string): string {
  return `to_json(${expression})::VARCHAR`;
}

/** The struct in which Overwatch keeps a time span; both arguments are expressions in ms. */
export function span(startMs: string, durationMs: string): string {
  const end = `(${startMs} + ${durationMs})`;
  return struct({
    startEpochMS: startMs,
    startTS: timestamp(startMs),
    endEpochMS: end,
    endTS: timestamp(end),
    runTimeMS: durationMs,
    runTimeS: `${durationMs} / 1000.0::DOUBLE`,
    runTimeM: `${durationMs} / 60000.0::DOUBLE`,
    runTimeH: `${durationMs} / 3600000.0::DOUBLE`,
  });
}

/** Columns that take their value from the column of the same name in the relation of {@link rowsOf}. */
export function same(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `"${name}"`]));
}
