/** Schemas of the catalog with their properties. */

import { asFault } from '../../base/fault';
import { repeatable, type Sql, textIn } from './sql';
import { describeSchema } from './statements';

export interface Schema {
  readonly properties: Readonly<Record<string, string>>;
  /** Where its tables are stored that are given no place of their own. */
  readonly location: string | undefined;
}

/** Undefined where there is none. */
export async function readSchema(schema: string, sql: Sql, signal: AbortSignal): Promise<Schema | undefined> {
  try {
    const rows = await sql.run(repeatable(describeSchema(schema)), signal);
    // Servers call the columns differently.
    const told = new Map(
      rows.map((row) => [
        textIn(row, 'info_name') ?? textIn(row, 'database_description_item') ?? '',
        textIn(row, 'info_value') ?? textIn(row, 'database_description_value') ?? '',
      ]),
    );
    return { properties: parseProperties(told.get('Properties') ?? ''), location: told.get('Location') };
  } catch (error) {
    if (asFault(error).code === 'not-found') return undefined;
    throw error;
  }
}

/** Reads `((key,value), (key,value))`, in which nothing is quoted: a value ends before the next pair. */
export function parseProperties(text: string): Record<string, string> {
  const inner = /^\((.*)\)$/s.exec(text)?.[1] ?? '';
  const pairs = inner === '' ? [] : inner.replace(/^\(|\)$/g, '').split(/\), ?\(/);
  return Object.fromEntries(
    pairs.map((pair) => {
      const comma = pair.indexOf(',');
      return comma === -1 ? [pair, ''] : [pair.slice(0, comma), pair.slice(comma + 1)];
    }),
  );
}
