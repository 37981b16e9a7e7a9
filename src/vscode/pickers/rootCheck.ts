/** Looks at folders that a snapshot might be written to, each once, and says what they hold or why they cannot be used. */

import * as vscode from 'vscode';
import { formatBytes } from '../../base/format';
import type { Lakehouse, RootInspection } from '../../lakehouse/lakehouse';
import { type Loaded, settle } from '../loaded';

export interface RootSource {
  /** Locations of the database and of its `pipeline_report`. */
  readonly database: string;
  readonly pipelineReport: string;
}

export interface RootCheck {
  /** What is known of a root now; `ready` holds a sentence for the user. */
  known(root: string): Loaded<string>;
  /** Looks at a root, unless that has been done, and calls `onChecked` once it is known. */
  start(root: string): void;
  /** What a root holds, once it is known. */
  wait(root: string): Promise<Loaded<string>>;
}

export function createRootCheck(
  source: RootSource,
  lakehouse: Lakehouse,
  onChecked: () => void,
  signal: AbortSignal,
): RootCheck {
  const asked = new Map<string, Promise<Loaded<string>>>();
  const answered = new Map<string, Loaded<string>>();

  const wait = (root: string) => {
    const before = asked.get(root);
    if (before !== undefined) return before;
    const answer = settle(() => describeRoot(root, source, lakehouse, signal));
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

async function describeRoot(
  root: string,
  source: RootSource,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<string> {
  const { checkRoot } = await import('../../backup/root');
  const { inspection, warnings } = await checkRoot(root, source, lakehouse, signal);
  return [...describe(inspection), ...warnings].join(' · ');
}

function describe({ state, freeBytes }: RootInspection): readonly string[] {
  const what: Readonly<Record<RootInspection['state'], string>> = {
    absent: vscode.l10n.t('new folder'),
    empty: vscode.l10n.t('empty folder'),
    backup: vscode.l10n.t('holds an earlier snapshot: only new files are copied'),
    foreign: vscode.l10n.t('holds something else'),
  };
  return freeBytes === undefined
    ? [what[state]]
    : [what[state], vscode.l10n.t('{0} free', formatBytes(freeBytes))];
}
