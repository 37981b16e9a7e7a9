/** The catalog of Overwatch's 57 physical tables: what each is, to which medallion layer it belongs, how it is written. */

import tables from './tables.json';

/** The three medallion layers, in the order data flows through them. */
export const LAYERS = ['bronze', 'silver', 'gold'] as const;
export type Layer = (typeof LAYERS)[number];

/** How a table is grouped: its layer, `report` for the pipeline's own state, `other` for tables Overwatch does not write. */
export type TableGroup = Layer | 'report' | 'other';

/** The order in which groups are shown. */
export const GROUPS: readonly TableGroup[] = [...LAYERS, 'report', 'other'];

/** The table that every Overwatch database has and every snapshot holds, whatever layers are chosen. */
export const PIPELINE_REPORT = 'pipeline_report';

export interface CatalogTable {
  /** The name as Overwatch spells it; on disk it is in lower case. */
  readonly name: string;
  readonly layer: Layer | 'report';
  /** Columns that, with `incrementalColumns`, tell one row from another. */
  readonly keys: readonly string[];
  readonly incrementalColumns: readonly string[];
  readonly partitionBy: readonly string[];
  readonly writeMode: 'append' | 'merge';
  readonly mergeScope?: 'insertOnly';
  /** The view of the consumer database that is built on it. */
  readonly consumerView: string | null;
  /** Whether upstream's own snapshot ever covered it. */
  readonly inUpstreamSnapshot: boolean;
}

/** All tables, in Overwatch's order. */
export const CATALOG = tables as readonly CatalogTable[];

const BY_NAME = new Map(CATALOG.map((table) => [table.name.toLowerCase(), table]));

/** The catalog's entry for a table name in any case; undefined for a table that Overwatch does not write. */
export function catalogTable(name: string): CatalogTable | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** The group a table is shown under. */
export function groupOf(name: string): TableGroup {
  return catalogTable(name)?.layer ?? 'other';
}

/** The columns whose values tell one row of a table from another, each once; none for a table that Overwatch does not write. */
export function keyColumns(name: string): readonly string[] {
  const { keys = [], incrementalColumns = [] } = catalogTable(name) ?? {};
  return [...new Set([...keys, ...incrementalColumns])];
}

/** The {@link keyColumns} of a table that Overwatch merges into; undefined for all others. */
export function mergeKeys(name: string): readonly string[] | undefined {
  return catalogTable(name)?.writeMode === 'merge' ? keyColumns(name) : undefined;
}
