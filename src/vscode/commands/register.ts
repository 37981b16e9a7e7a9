/** The table of all commands, by the ids that package.json contributes under `overwatch.`. */

import * as vscode from 'vscode';
import { notifyFault } from '../notify';
import type { Services } from '../services';
import type { Subject } from '../trees/node';
import { addLakehouse } from './addLakehouse';
import { bronzeBackup } from './bronzeBackup';
import { cancelRun } from './cancelRun';
import { cleanUp } from './cleanUp';
import type { Command, Target } from './command';
import { compare } from './compare';
import { copyCliCommand } from './copyCliCommand';
import { copyPath } from './copyPath';
import { countRows } from './countRows';
import { openReport } from './openReport';
import { previewTable } from './previewTable';
import { refresh } from './refresh';
import { registrationSql } from './registrationSql';
import { removeLakehouse } from './removeLakehouse';
import { restore } from './restore';
import { retryFailed } from './retryFailed';
import { reveal } from './reveal';
import { showHistory } from './showHistory';
import { showLog } from './showLog';
import { showSchema } from './showSchema';
import { snapshot } from './snapshot';
import { verifyBackup } from './verifyBackup';

const COMMANDS: Readonly<Record<string, Command>> = {
  addLakehouse,
  bronzeBackup,
  cancelRun,
  cleanUp,
  compare,
  copyCliCommand,
  copyPath,
  countRows,
  openReport,
  previewTable,
  refresh,
  registrationSql,
  removeLakehouse,
  restore,
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
