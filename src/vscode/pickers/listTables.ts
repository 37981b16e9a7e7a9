/** The tables of a source to choose from. */

import type { Lakehouse, TableEntry } from '../../lakehouse/lakehouse';
import { CATALOG } from '../../overwatch/catalog';
import type { Services } from '../services';
import { lakehouseOf, type Source } from './wizard';

export interface ListedTables {
  readonly entries: readonly TableEntry[];
  /** Undefined where nothing but the name of the source is known: then the tables are all of Overwatch's. */
  readonly lakehouse: Lakehouse | undefined;
}

/** @param at where they lie side by side; the location of the source, unless given. */
export async function listTables(
  services: Services,
  { folder, location }: Source,
  at?: (location: string, lakehouse: Lakehouse) => string,
): Promise<ListedTables> {
  if (folder === undefined) {
    return { entries: CATALOG.map(({ name }) => ({ name, location: name })), lakehouse: undefined };
  }
  const lakehouse = await lakehouseOf(services, { folder });
  const entries = await services.tables.list(lakehouse, at?.(location, lakehouse) ?? location);
  return { entries, lakehouse };
}
