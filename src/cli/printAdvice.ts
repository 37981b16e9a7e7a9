/** What to do about tables that failed: each advice once, with the tables it is for. */

import { formatNames } from '../base/format';
import type { TextSink } from './context';
import { printLine } from './output';

/** Tables that are named before the rest is counted. */
const NAMED = 3;

/** Prints a line for each advice; tables without one are passed over. */
export function printAdvice(
  sink: TextSink,
  tables: readonly { readonly table: string; readonly advice: string | undefined }[],
): void {
  const byAdvice = new Map<string, string[]>();
  for (const { table, advice } of tables) {
    if (advice !== undefined) byAdvice.set(advice, [...(byAdvice.get(advice) ?? []), table]);
  }
  for (const [advice, names] of byAdvice) printLine(sink, `${formatNames(names, NAMED)}: ${advice}`);
}
