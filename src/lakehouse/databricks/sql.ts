/** The port through which everything here speaks SQL: `session.ts` implements it for a warehouse, tests with recorded answers. */

/** A cell as plain data: timestamps and dates as epoch ms, nested values as JSON values, binary ones as bytes. */
export type Row = Readonly<Record<string, unknown>>;

export interface Statement {
  readonly text: string;
  /** Values for `:name` in the text. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Whether it may be run again where nobody knows if it ran. Reading is; appending rows is not. */
  readonly repeatable: boolean;
}

export interface Sql {
  /** The server, as people know it. */
  readonly host: string;
  /** @throws Fault; the signal's reason within a second of an abort, and the statement is cancelled on the server then. */
  run(statement: Statement, signal: AbortSignal): Promise<readonly Row[]>;
  /** Waits for what is under way, then ends all sessions. */
  close(): Promise<void>;
}

/** A statement that only reads, or that comes to the same however often it is run. */
export function repeatable(text: string, parameters?: Statement['parameters']): Statement {
  return { text, repeatable: true, ...(parameters === undefined ? {} : { parameters }) };
}

/** A statement that does its work anew each time it is run. */
export function once(text: string, parameters?: Statement['parameters']): Statement {
  return { text, repeatable: false, ...(parameters === undefined ? {} : { parameters }) };
}

/** A text cell; undefined for null and whatever else it may be. */
export function textIn(row: Row | undefined, column: string): string | undefined {
  const value = row?.[column];
  return typeof value === 'string' ? value : undefined;
}

/** A number cell; undefined for null. 64-bit integers come as numbers. */
export function numberIn(row: Row | undefined, column: string): number | undefined {
  const value = row?.[column];
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : undefined;
}

/** A map cell with texts as values; empty where the server sent no map that can be read. */
export function mapIn(row: Row | undefined, column: string): Record<string, string> {
  const value = row?.[column];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      one === null ? [] : [[key, typeof one === 'string' ? one : JSON.stringify(one)]],
    ),
  );
}

/** A list cell with texts as items. */
export function listIn(row: Row | undefined, column: string): string[] {
  const value = row?.[column];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
