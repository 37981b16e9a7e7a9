/** Looks at folders that a run might write to, each once, and says what they hold or why they cannot be used. */

import * as vscode from 'vscode';
import type { AcceptedRoot } from '../../backup/planning/root';
import { formatBytes } from '../../base/format';
import type { RootInspection } from '../../lakehouse/lakehouse';
import { type Loaded, settle } from '../loaded';

/** Accepts a folder as the target of a run. @throws Fault that says why it cannot be used. */
export type AcceptRoot = (root: string, signal: AbortSignal) => Promise<AcceptedRoot>;

export interface RootCheck {
  /** What is known of a root now; `ready` holds a sentence for the user. */
  known(root: string): Loaded<string>;
  /** Looks at a root, unless that has been done, and calls `onChecked` once it is known. */
  start(root: string): void;
  /** What a root holds, once it is known. */
  wait(root: string): Promise<Loaded<string>>;
}

export function createRootCheck(accept: AcceptRoot, onChecked: () => void, signal: AbortSignal): RootCheck {
  const asked = new Map<string, Promise<Loaded<string>>>();
  const answered = new Map<string, Loaded<string>>();

  const wait = (root: string) => {
    const before = asked.get(root);
    if (before !== undefined) return before;
    const answer = settle(async () => {
      const { inspection, warnings } = await accept(root, signal);
      return [...describe(inspection), ...warnings].join(' · ');
    });
    asked.set(root, answer);
    return answer;
  };
  const start = async (root: string) => {
    if (answered.has(root)) return;
    answered.set(root, await wait(root));
    if (!signal.aborted) onChecked();
  };
  return {
    known: (root) => answered.get(root) ?? { kind: 'loading' },
    start: (root) => void start(root),
    wait,
  };
}

function describe({ state, freeBytes }: RootInspection): readonly string[] {
  const what: Readonly<Record<RootInspection['state'], string>> = {
    absent: vscode.l10n.t('new folder'),
    empty: vscode.l10n.t('empty folder'),
    backup: vscode.l10n.t('holds an earlier snapshot: only new files are copied'),
    foreign: vscode.l10n.t('goes on where an earlier run stopped'),
  };
  return freeBytes === undefined
    ? [what[state]]
    : [what[state], vscode.l10n.t('{0} free', formatBytes(freeBytes))];
}
