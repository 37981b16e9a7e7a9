/** What people know a workspace by, of which only the address of a lakehouse is at hand. */

import { asFault } from '../../base/fault';
import { type DatabricksAddress, parseAddress } from '../../lakehouse/address';

/** An address as its parts; undefined for one that somebody has misspelt in the settings: opening it says what is wrong. */
export function readWorkspace(address: string): DatabricksAddress | undefined {
  try {
    const parsed = parseAddress(address);
    return parsed.kind === 'databricks' ? parsed : undefined;
  } catch (error) {
    if (asFault(error).code === 'usage') return undefined;
    throw error;
  }
}

/** The profile or the host; the address itself where it names neither. */
export function workspaceName(address: string): string {
  const parsed = readWorkspace(address);
  return parsed?.profile ?? parsed?.host ?? address;
}
