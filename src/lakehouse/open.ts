/** From addresses to a lakehouse. Each kind of lakehouse is loaded when the first of its kind is opened. */

import { Fault } from '../base/fault';
import { type DatabricksAddress, type LakehouseAddress, parseAddress } from './address';
import type { Connection, Surroundings } from './databricks/connect';
import type { Lakehouse } from './lakehouse';

export type { Connection, Surroundings } from './databricks/connect';

/** Tables of this machine's files, in absolute folders. */
export async function openFolders(roots: readonly string[]): Promise<Lakehouse> {
  return (await import('./folder/index')).openFolderLakehouse({ roots });
}

/**
 * A SQL warehouse. Nothing is asked of it yet.
 *
 * @param sessions statements that run at a time
 * @throws Fault where it cannot be told how to sign in.
 */
export async function openWarehouse(
  address: DatabricksAddress,
  surroundings: Surroundings,
  sessions: number,
): Promise<Connection> {
  return (await import('./databricks/connect')).connectWarehouse(address, surroundings, sessions);
}

/** The one warehouse that the addresses name, or their folders. @throws Fault `usage` where they name several, or some of both. */
export function oneLakehouse(
  addresses: readonly string[],
): DatabricksAddress | { readonly kind: 'folders'; readonly paths: readonly string[] } {
  const parsed: readonly LakehouseAddress[] = addresses.map(parseAddress);
  const [first] = parsed;
  if (first?.kind === 'databricks' && parsed.length === 1) return first;
  const paths = parsed.flatMap((one) => (one.kind === 'folder' ? [one.path] : []));
  if (paths.length === parsed.length) return { kind: 'folders', paths };
  throw new Fault('usage', 'A SQL warehouse is a lakehouse of its own.', {
    advice: 'Give one databricks:// address, or folders only.',
  });
}
