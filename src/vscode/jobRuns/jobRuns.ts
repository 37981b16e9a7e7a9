/** The runs on Databricks of this window: what becomes of them, for its views and commands. */

import * as vscode from 'vscode';
import type { JobRunRecord } from './record';
import { createTracker, type Tracker, type TrackerOptions } from './tracker';

export interface JobRuns extends Tracker {
  /** Fires with the id of a record that has changed; with undefined when one came or went. */
  readonly onDidChange: vscode.Event<string | undefined>;
  /** Fires when a run has ended while it was followed. */
  readonly onDidEnd: vscode.Event<JobRunRecord>;
}

export function createJobRuns(
  options: Pick<TrackerOptions, 'state' | 'open' | 'readScript' | 'log'>,
  subscriptions: vscode.Disposable[],
): JobRuns {
  const changed = new vscode.EventEmitter<string | undefined>();
  const ended = new vscode.EventEmitter<JobRunRecord>();
  const stop = new AbortController();
  const onChange = (id: string | undefined) => {
    tellUnderWay(tracker);
    changed.fire(id);
  };
  const tracker = createTracker({ ...options, onChange, onEnd: (record) => ended.fire(record) }, stop.signal);
  subscriptions.push(changed, ended, { dispose: () => stop.abort() });
  tellUnderWay(tracker);
  return { ...tracker, onDidChange: changed.event, onDidEnd: ended.event };
}

/** Commands and menus that need a run that can be cancelled look at this context key. */
function tellUnderWay(tracker: Tracker): void {
  void vscode.commands.executeCommand(
    'setContext',
    'overwatch.jobRunning',
    tracker.list().some(({ phase }) => phase.kind === 'under-way'),
  );
}
