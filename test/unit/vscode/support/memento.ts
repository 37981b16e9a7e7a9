/** What the editor remembers over sessions, in memory: JSON, so that nothing that is changed afterwards is remembered. */

import type { Memento } from 'vscode';

export function memento(): Memento {
  const kept = new Map<string, string>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, fallback?: T) => {
      const text = kept.get(key);
      return (text === undefined ? fallback : JSON.parse(text)) as T;
    },
    update: async (key: string, value: unknown) => {
      if (value === undefined) kept.delete(key);
      else kept.set(key, JSON.stringify(value));
    },
  };
}
