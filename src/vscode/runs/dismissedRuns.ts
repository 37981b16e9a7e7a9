/** The interrupted runs that the user does not want to be listed any more, kept over sessions. Their journals stay, so they can still be resumed. */

import type * as vscode from 'vscode';
import type { JournalState } from '../../backup/journal/journal';

export interface DismissedRuns {
  has(state: Pick<JournalState, 'session'>): boolean;
  add(state: Pick<JournalState, 'session'>): Promise<void>;
}

const KEY = 'dismissedRuns';

/** So many are kept: a journal that comes to be the newest of its root again was long ago. */
const KEPT = 200;

/** A run that was resumed meanwhile, and interrupted again, is another session: it is listed again. */
export function createDismissedRuns(state: vscode.Memento): DismissedRuns {
  const list = () => state.get<readonly string[]>(KEY, []);
  return {
    has: ({ session }) => list().includes(session),
    add: async ({ session }) =>
      state.update(KEY, [session, ...list().filter((other) => other !== session)].slice(0, KEPT)),
  };
}
