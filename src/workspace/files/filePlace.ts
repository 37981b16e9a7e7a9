/** What the kinds of places that hold files have in common. */

import type { Rest } from '../rest';

/** What each kind of place can do; the path is that of its API. */
export interface FilePlace {
  /** @throws Fault `not-found`. */
  read(rest: Rest, path: string, signal: AbortSignal): Promise<Buffer>;
  /** @throws Fault `conflict` when something stands there that must not be overwritten. */
  write(
    rest: Rest,
    path: string,
    content: Uint8Array,
    options: { readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<void>;
  /** Whether a file or a folder stands there; undefined for nothing. */
  kind(rest: Rest, path: string, signal: AbortSignal): Promise<'file' | 'folder' | undefined>;
}
