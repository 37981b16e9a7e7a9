/** Puts the command line on the clipboard that does the same, or shows the same, in a terminal. */

import { exhaustive } from '../../base/fault';
import { cliContext, copyCommand } from '../cliClipboard';
import { type CliContext, commandLine, jobCommand } from '../cliCommand';
import type { Subject } from '../trees/node';
import type { Command } from './command';

export const copyCliCommand: Command = async (services, subject) => {
  const command = commandFor(subject, cliContext(services));
  if (command !== undefined) await copyCommand(command);
};

function commandFor(subject: Subject, context: CliContext): string | undefined {
  switch (subject.kind) {
    case 'folder':
      return commandLine(context, ['databases', '--lakehouse', subject.folder]);
    case 'database':
      return commandLine(context, ['tables', '--lakehouse', subject.folder, '--database', subject.name]);
    case 'table':
      return commandLine(context, ['preview', '--table', subject.table.location]);
    case 'backup':
      return commandLine(context, ['verify', '--from', subject.root]);
    case 'pastRun':
      return commandLine(context, ['report', '--from', subject.root, '--run', subject.runId]);
    case 'run':
      return jobCommand(subject.run.job, subject.run.folder, context);
    case 'none':
      return undefined;
    default:
      return exhaustive(subject);
  }
}
