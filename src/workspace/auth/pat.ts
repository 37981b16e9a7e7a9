/** Signing in with a personal access token. It has no known end and there is no other one. */

import { Fault } from '../../base/fault';
import type { WorkspaceHost } from '../host';
import type { TokenSource } from './tokenSource';

/** @throws Fault `unauthenticated` when there is no token. */
export function personalAccessToken(place: WorkspaceHost, token: string | undefined): TokenSource {
  const text = token?.trim() ?? '';
  if (text === '') {
    throw new Fault('unauthenticated', `There is no personal access token for ${place.host}.`, {
      advice:
        'Make one in the workspace (Settings, Developer, Access tokens) and enter it, or sign in another way.',
    });
  }
  return {
    ...place,
    async token(signal) {
      signal.throwIfAborted();
      return text;
    },
  };
}
