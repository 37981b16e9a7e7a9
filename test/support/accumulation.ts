/**
 * A model of what an incremental copy holds, by the rule alone: new rows are those of the source now less those it had at the last snapshot, as
 * multisets. They are added; or, with keys, they take the place of the copy's rows of the same key. What the source deletes stays.
 */

import type { WriteMode } from '../../src/delta/incremental';

/** Values by column name; an absent one is null. */
export type ModelRow = Readonly<Record<string, unknown>>;

/** What a source holds at its versions. */
export interface SourceVersions {
  readonly version: number;
  rows(version?: number): readonly ModelRow[];
  columns(version?: number): readonly string[];
}

/** A copy as it should be. */
export interface Accumulated {
  readonly rows: readonly ModelRow[];
  /** The version of the source that it stands for. */
  readonly sourceVersion: number;
}

/**
 * The copy after a snapshot of the newest version of its source.
 *
 * @param isByContent whether the source's version at the last snapshot could not be read any more, so that the copy's rows stood in for it
 */
export function accumulate(
  before: Accumulated | undefined,
  source: SourceVersions,
  write: WriteMode,
  isByContent = false,
): Accumulated {
  const sourceVersion = source.version;
  if (before === undefined) return { rows: source.rows(), sourceVersion };
  const columns = source.columns();
  const fresh = minus(source.rows(), isByContent ? before.rows : source.rows(before.sourceVersion), columns);
  const names = write.mode === 'append' ? [] : write.keys.map((key) => key.toLowerCase());
  const keys = columns.filter((column) => names.includes(column.toLowerCase()));
  const keyOf = (one: ModelRow) => JSON.stringify(keys.map((key) => one[key] ?? null));
  const replaced = new Set(keys.length === 0 ? [] : fresh.map(keyOf));
  return { rows: [...before.rows.filter((one) => !replaced.has(keyOf(one))), ...fresh], sourceVersion };
}

/** Rows of one list less those of another, as multisets, by their values in some columns; only these columns are kept. */
function minus(one: readonly ModelRow[], other: readonly ModelRow[], columns: readonly string[]): ModelRow[] {
  const only = (given: ModelRow) => JSON.stringify(columns.map((name) => given[name] ?? null));
  const left = new Map<string, number>();
  for (const given of other) left.set(only(given), (left.get(only(given)) ?? 0) + 1);
  const kept = one.filter((given) => {
    const count = left.get(only(given)) ?? 0;
    left.set(only(given), count - 1);
    return count <= 0;
  });
  return kept.map((given) => Object.fromEntries(columns.map((name) => [name, given[name] ?? null])));
}

/** Rows as sorted text, without nulls, since columns may be new. A number is the same as its digits. */
export function textOf(some: readonly ModelRow[]): string[] {
  return some
    .map((one) =>
      JSON.stringify(
        Object.entries(one)
          .filter(([, value]) => value !== null && value !== undefined)
          .map(([name, value]) => [name, typeof value === 'number' ? String(value) : value])
          .sort(),
      ),
    )
    .sort();
}
