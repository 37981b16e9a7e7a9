/** The table of all commands, by the ids that package.json contributes under `overwatch.`. */

import * as vscode from 'vscode';
import { notifyFault } from '../notify';
import type { Services } from '../services';
import type { Subject } from '../trees/node';
import { addLakehouse } from './addLakehouse';
import { cancelRun } from './cancelRun';
import type { Command, Target } from './command';
import { copyCliCommand } from './copyCliCommand';
import { copyPath } from './copyPath';
import { countRows } from './countRows';
import { openReport } from './openReport';
import { previewTable } from './previewTable';
import { refresh } from './refresh';
import { removeLakehouse } from './removeLakehouse';
import { retryFailed } from './retryFailed';
import { reveal } from './reveal';
import { showHistory } from './showHistory';
import { showLog } from './showLog';
import { showSchema } from './showSchema';
import { snapshot } from './snapshot';
import { verifyBackup } from './verifyBackup';

const COMMANDS: Readonly<Record<string, Command>> = {
  addLakehouse,
  cancelRun,
  copyCliCommand,
  copyPath,
  countRows,
  openReport,
  previewTable,
  refresh,
  removeLakehouse,
  retryFailed,
  reveal,
  showHistory,
  showLog,
  showSchema,
  snapshot,
  verifyBackup,
};

const NOTHING: Subject = { kind: 'none' };

export function registerCommands(services: Services): void {
  for (const [name, command] of Object.entries(COMMANDS)) {
    const run = async (target?: Target) => {
      try {
        await command(services, target?.subject ?? NOTHING);
      } catch (error) {
        notifyFault(services.log, error);
      }
    };
    services.context.subscriptions.push(vscode.commands.registerCommand(`overwatch.${name}`, run));
  }
}
