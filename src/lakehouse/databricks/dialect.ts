/** What a server understands: asked once, on the first need of it. */

import { asFault } from '../../base/fault';
import { repeatable, type Sql } from './sql';

export interface Dialect {
  /** Databricks' `DEEP CLONE`; open-source Spark does not know it. Who knows it knows `LIST` too. */
  readonly deepClone: boolean;
}

export type AskDialect = (signal: AbortSignal) => Promise<Dialect>;

/** EXPLAIN tells of a missing table in its rows; only what the server cannot parse makes it fail. */
const PROBE =
  'EXPLAIN CREATE OR REPLACE TABLE delta.`/overwatch-backup/no/target` DEEP CLONE delta.`/overwatch-backup/no/source` VERSION AS OF 0';

export function dialectOf(sql: Sql): AskDialect {
  let known: Dialect | undefined;
  return async (signal) => {
    known ??= { deepClone: await understands(sql, PROBE, signal) };
    return known;
  };
}

/** Any error but one of the grammar comes from a server that understood. */
async function understands(sql: Sql, text: string, signal: AbortSignal): Promise<boolean> {
  try {
    await sql.run(repeatable(text), signal);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    const { message, code } = asFault(error);
    if (/PARSE_SYNTAX_ERROR|\b42601\b/.test(message)) return false;
    if (code === 'not-delta' || code === 'not-found' || code === 'no-permission' || code === 'bad-target')
      return true;
    throw error;
  }
}
