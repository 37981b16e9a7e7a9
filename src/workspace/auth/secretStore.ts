/** Where secrets are kept between sessions: the editor's SecretStorage, or the environment for the command line. */

import type { Environment } from '../proxy';

export interface SecretStore {
  get(key: string): Promise<string | undefined>;
  /** @param usedUp the secret whose place it takes where a server gave one for the other: nobody accepts that any more */
  set(key: string, secret: string, usedUp?: string): Promise<void>;
  delete(key: string): Promise<void>;
}

export type SecretKind = 'pat' | 'oauth-user' | 'oauth-machine';

/** The key of a secret: by kind, host, and client where there are several. */
export function secretKey(kind: SecretKind, host: string, client?: string): string {
  return ['databricks', kind, host, ...(client === undefined ? [] : [client])].join(' ');
}

/**
 * For the command line: `DATABRICKS_TOKEN` is the personal access token and `DATABRICKS_CLIENT_SECRET` the secret of a service principal,
 * of whatever workspace is asked for. What is set is kept only as long as the process lives.
 */
export function environmentSecrets(environment: Environment): SecretStore {
  const kept = new Map<string, string>();
  const fromEnvironment = (key: string) => {
    if (key.startsWith('databricks pat ')) return environment.DATABRICKS_TOKEN;
    return key.startsWith('databricks oauth-machine ') ? environment.DATABRICKS_CLIENT_SECRET : undefined;
  };
  return {
    get: async (key) => kept.get(key) ?? fromEnvironment(key),
    set: async (key, secret) => {
      kept.set(key, secret);
    },
    delete: async (key) => {
      kept.delete(key);
    },
  };
}
