/** SQL that answers by a script: the first pattern that a statement matches. A statement that nobody reckoned with fails the test. */

import { Fault } from '../../../../src/base/fault';
import type { Row, Sql } from '../../../../src/lakehouse/databricks/sql';

export type Reply = readonly Row[] | Fault | ((text: string) => readonly Row[]);

export interface ScriptedSql extends Sql {
  /** In the order in which they came. */
  readonly statements: readonly string[];
}

export function scriptedSql(replies: readonly (readonly [RegExp, Reply])[]): ScriptedSql {
  const statements: string[] = [];
  return {
    host: 'host',
    statements,
    async run({ text }, signal) {
      signal.throwIfAborted();
      statements.push(text);
      const reply = replies.find(([pattern]) => pattern.test(text))?.[1];
      if (reply === undefined) throw new Error(`No answer was written for ${text}`);
      if (reply instanceof Fault) throw reply;
      return typeof reply === 'function' ? reply(text) : reply;
    },
    close: async () => undefined,
  };
}

/** What a Databricks warehouse answers to the question whether it knows DEEP CLONE: EXPLAIN tells of the missing table in a row. */
export const KNOWS_DEEP_CLONE = [
  /^EXPLAIN CREATE OR REPLACE TABLE .* DEEP CLONE/,
  [{ plan: 'Error occurred during query planning: \n[PATH_NOT_FOUND] Path does not exist' }],
] as const satisfies readonly [RegExp, Reply];

export const NOT_DELTA = new Fault('not-delta', '[DELTA_MISSING_DELTA_TABLE] `x` is not a Delta table.');

/** A commit as DESCRIBE HISTORY tells it; `at` in epoch ms. */
export function commit(
  version: number,
  operation: string,
  more: { readonly parameters?: Row; readonly metrics?: Row; readonly at?: number } = {},
): Row {
  const { parameters = {}, metrics = {}, at = 1_000_000 + version } = more;
  return {
    version,
    timestamp: at,
    operation,
    operationParameters: parameters,
    operationMetrics: metrics,
    engineInfo: 'Databricks-Runtime/16.4.x-photon-scala2.12',
  };
}
