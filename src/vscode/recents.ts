/** The backup roots that were used before, newest first, kept over sessions. */

import type * as vscode from 'vscode';
import { createKnownRoots, type KnownRoots } from './knownRoots';

export type Recents = KnownRoots;

export function createRecents(state: vscode.Memento): Recents {
  return createKnownRoots(state, 'recentRoots', 10);
}
