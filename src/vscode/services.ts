/** What commands, pickers and trees share. Made once, in extension.ts. */

import type * as vscode from 'vscode';
import type { Lakehouses } from './lakehouses';
import type { Recents } from './recents';
import type { Runs } from './runs/registry';
import type { Tables } from './tables';

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly lakehouses: Lakehouses;
  readonly tables: Tables;
  readonly runs: Runs;
  readonly recents: Recents;
}
