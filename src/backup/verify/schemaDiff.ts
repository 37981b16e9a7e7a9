/** How the columns of a copy differ from those of its source, side by side and down into nested ones. Pure. */

import { formatCount } from '../../base/format';
import type { Column } from '../../lakehouse/lakehouse';
import { sameName } from '../../overwatch/names';

/** In what a column differs. A column that only one side has is `added` (the source's) or `removed` (only the copy has it still). */
export type SchemaChange = 'added' | 'removed' | 'type' | 'nullability' | 'comment' | 'metadata';

/** A column, or what is nested in one. At least one side is there. */
export interface SchemaRow {
  /** `tags`, `cluster.tags.value`: in the source's spelling where it has the column. */
  readonly path: string;
  readonly source: Column | undefined;
  readonly copy: Column | undefined;
  /** Empty where both sides are the same. */
  readonly changes: readonly SchemaChange[];
}

/** A column of each side that goes by one name, whatever its case; one of them may be missing. */
export interface ColumnPair {
  readonly source: Column | undefined;
  readonly copy: Column | undefined;
}

/** In the order of the source's columns, then those that only the copy has. */
export function pairColumns(source: readonly Column[], copy: readonly Column[]): ColumnPair[] {
  const find = (columns: readonly Column[], name: string) => columns.find((one) => sameName(one.name, name));
  return [
    ...source.map((one) => ({ source: one, copy: find(copy, one.name) })),
    ...copy
      .filter(({ name }) => find(source, name) === undefined)
      .map((one) => ({ source: undefined, copy: one })),
  ];
}

/**
 * Every column of both sides, each followed by what is nested in it. Below a column that only one side has, or that is a struct on one side
 * and something else on the other, nothing is listed: its type says it all.
 */
export function compareSchemas(source: readonly Column[], copy: readonly Column[]): SchemaRow[] {
  return rowsBelow('', source, copy);
}

function rowsBelow(above: string, source: readonly Column[], copy: readonly Column[]): SchemaRow[] {
  return pairColumns(source, copy).flatMap((pair): SchemaRow[] => {
    const path = `${above}${(pair.source ?? pair.copy)?.name ?? ''}`;
    const row = { path, ...pair, changes: changesOf(pair) };
    if (pair.source === undefined || pair.copy === undefined || !isSameKind(pair.source, pair.copy))
      return [row];
    return [row, ...rowsBelow(`${path}.`, pair.source.nested ?? [], pair.copy.nested ?? [])];
  });
}

function changesOf({ source, copy }: ColumnPair): SchemaChange[] {
  if (copy === undefined) return ['added'];
  if (source === undefined) return ['removed'];
  const differs: readonly (readonly [SchemaChange, boolean])[] = [
    ['type', !isSameKind(source, copy)],
    ['nullability', source.nullable !== copy.nullable],
    ['comment', source.comment !== copy.comment],
    ['metadata', !isSameRecord(source.metadata ?? {}, copy.metadata ?? {})],
  ];
  return differs.flatMap(([change, isSo]) => (isSo ? [change] : []));
}

/** Whether both are of one type, what is nested in them aside: that has rows of its own. */
function isSameKind(one: Column, other: Column): boolean {
  return kindOf(one) === kindOf(other);
}

/** `struct`, `array` and `map` alone; any other type as it is written. */
function kindOf({ type, nested }: Column): string {
  return nested === undefined ? type : type.slice(0, type.indexOf('<'));
}

function isSameRecord(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

/** How many columns differ in each way, in words: `2 new in the source, 1 of another type`. `no difference` where none does. */
export function schemaSummary(rows: readonly SchemaRow[]): string {
  const counts = CHANGES.flatMap(([change, words]) => {
    const count = rows.filter(({ changes }) => changes.includes(change)).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return counts.length === 0 ? 'no difference' : counts.join(', ');
}

/** `1 column or nested field`, `65 columns and nested fields`. */
export function countRows(rows: readonly SchemaRow[]): string {
  return formatCount(rows.length, 'column or nested field', 'columns and nested fields');
}

/** What one column's change is called. */
export function changeText(change: SchemaChange): string {
  return CHANGES.find(([one]) => one === change)?.[1] ?? change;
}

const CHANGES: readonly (readonly [SchemaChange, string])[] = [
  ['added', 'new in the source'],
  ['removed', 'only in the copy'],
  ['type', 'of another type'],
  ['nullability', 'of other nullability'],
  ['comment', 'with another comment'],
  ['metadata', 'with other metadata'],
];

/** A column as one side of a row has it: its type, and whatever else differs. Empty where that side lacks it. */
export function sideText({ source, copy, changes }: SchemaRow, side: 'source' | 'copy'): string {
  const column = side === 'source' ? source : copy;
  if (column === undefined) return '';
  const isWhole = changes.some((change) => change === 'added' || change === 'removed' || change === 'type');
  return [
    isWhole ? column.type : kindOf(column),
    ...(column.nullable ? [] : ['not null']),
    ...(changes.includes('nullability') && column.nullable ? ['nullable'] : []),
    ...(changes.includes('comment')
      ? [column.comment === undefined ? 'no comment' : `“${column.comment}”`]
      : []),
    ...(changes.includes('metadata') ? [JSON.stringify(column.metadata ?? {})] : []),
  ].join(', ');
}
