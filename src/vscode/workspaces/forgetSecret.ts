/** What was entered or granted for a workspace is not kept longer than the workspace is looked at. */

import { exhaustive } from '../../base/fault';
import { type SecretStore, secretKey } from '../../workspace/auth/secretStore';
import { readWorkspace } from './workspaceName';

/** Deletes the secret that an address signs in by, unless one of the others does too. */
export async function forgetSecret(
  address: string,
  others: readonly string[],
  secrets: Pick<SecretStore, 'delete'>,
): Promise<void> {
  const key = keyOf(address);
  if (key !== undefined && !others.some((other) => keyOf(other) === key)) await secrets.delete(key);
}

/** Where the secret of an address is kept; undefined where this program keeps none. */
function keyOf(address: string): string | undefined {
  const parsed = readWorkspace(address);
  if (parsed?.host === undefined) return undefined;
  const { auth, host, client } = parsed;
  switch (auth) {
    case 'pat':
      return secretKey('pat', host);
    case 'oauth-user':
    case 'oauth-machine':
      return secretKey(auth, host, client);
    case 'profile':
    case 'azure-cli':
    case 'databricks-cli':
      return undefined;
    default:
      return exhaustive(auth);
  }
}
