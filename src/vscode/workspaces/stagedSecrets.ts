/** Secrets that were entered and are not known to be right yet: they are kept for good only when they have been. */

import type { SecretStore } from '../../workspace/auth/secretStore';

export interface StagedSecrets extends SecretStore {
  /** Keeps them for good. */
  commit(): Promise<void>;
}

export function stagedSecrets(store: SecretStore): StagedSecrets {
  const staged = new Map<string, string | undefined>();
  return {
    get: async (key) => (staged.has(key) ? staged.get(key) : store.get(key)),
    set: async (key, secret, usedUp) => {
      // A sign-in that is kept already must not be left with what is used up when the user gives up.
      if (usedUp !== undefined && !staged.has(key) && (await store.get(key)) === usedUp)
        await store.set(key, secret);
      else staged.set(key, secret);
    },
    delete: async (key) => {
      staged.set(key, undefined);
    },
    async commit() {
      for (const [key, secret] of staged)
        await (secret === undefined ? store.delete(key) : store.set(key, secret));
      staged.clear();
    },
  };
}
