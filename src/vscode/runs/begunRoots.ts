/** The roots at which runs were begun that nobody has seen end, kept over sessions: by them a killed run is found wherever it wrote to. */

import type * as vscode from 'vscode';
import { createKnownRoots, type KnownRoots } from '../knownRoots';

/** A root is to be added before anything is written to it. */
export type BegunRoots = KnownRoots;

/** So many are kept; a root that is out of reach is not forgotten before. */
const KEPT = 50;

export function createBegunRoots(state: vscode.Memento): BegunRoots {
  return createKnownRoots(state, 'begunRoots', KEPT);
}
