/** What commands, pickers and trees share. Made once, in extension.ts. */

import type * as vscode from 'vscode';
import type { Connections } from './connections';
import type { JobRuns } from './jobRuns/jobRuns';
import type { Lakehouses } from './lakehouses';
import type { Recents } from './recents';
import type { InterruptedRuns } from './runs/interrupted';
import type { Runs } from './runs/registry';
import type { Tables } from './tables';

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly connections: Connections;
  readonly lakehouses: Lakehouses;
  readonly tables: Tables;
  readonly runs: Runs;
  readonly jobRuns: JobRuns;
  readonly recents: Recents;
  readonly interrupted: InterruptedRuns;
}
