/** The backup roots that were used before, newest first, kept over sessions. */

import type * as vscode from 'vscode';

const KEY = 'recentRoots';
const KEPT = 10;

export interface Recents {
  roots(): readonly string[];
  add(root: string): Promise<void>;
  forget(root: string): Promise<void>;
}

export function createRecents(state: vscode.Memento): Recents {
  const roots = () => state.get<readonly string[]>(KEY, []);
  const others = (root: string) => roots().filter((other) => other !== root);
  return {
    roots,
    add: async (root) => state.update(KEY, [root, ...others(root)].slice(0, KEPT)),
    forget: async (root) => state.update(KEY, others(root)),
  };
}
