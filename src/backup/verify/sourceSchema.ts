/** Compares the columns of a copy with those of the table it was made from, as that is now. */

import { asFault, Fault, type FaultData } from '../../base/fault';
import type { Lakehouse, TableDetail } from '../../lakehouse/lakehouse';
import { compareSchemas, type SchemaRow } from './schemaDiff';

export interface SchemaChoice {
  readonly table: string;
  /** The copy at the version that is meant. */
  readonly copy: TableDetail;
  /** Where the source lies; without it, where the copy's log says. */
  readonly source?: string | undefined;
  /** Where the source lies if the copy's log does not say. */
  readonly otherwise?: string | undefined;
}

export interface ComparedSchema {
  readonly table: string;
  readonly copy: TableDetail;
  readonly source: SourceSchema;
}

/** The source with the comparison, or why it cannot be read. */
export type SourceSchema =
  | { readonly location: string; readonly detail: TableDetail; readonly rows: readonly SchemaRow[] }
  | { readonly location: string; readonly error: FaultData };

/** @throws Fault `not-found` where nothing says what the copy was made from; what reading the copy's log throws. */
export async function compareWithSource(
  { table, copy, source, otherwise }: SchemaChoice,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<ComparedSchema> {
  const location = source ?? (await lakehouse.origin(copy.location, signal))?.location ?? otherwise;
  if (location === undefined) {
    throw new Fault('not-found', `The log of ${copy.location} does not say what it is a copy of.`, {
      advice: 'Compare the backup with its database instead.',
    });
  }
  try {
    const detail = await lakehouse.detail(location, 'latest', signal);
    const rows = compareSchemas(detail.columns, copy.columns);
    return { table, copy, source: { location, detail, rows } };
  } catch (error) {
    signal.throwIfAborted();
    return { table, copy, source: { location, error: asFault(error, `The source of ${table}`).toData() } };
  }
}
