/** Puts the command line on the clipboard that does the same, or shows the same, in a terminal. */

import { exhaustive } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { shownPlace } from '../../lakehouse/placeText';
import { cliContext, copyCommand } from '../cliClipboard';
import { type CliContext, commandLine, processCommand, resumeCommand, warehouse } from '../cliCommand';
import type { Services } from '../services';
import type { Subject } from '../trees/node';
import type { Command } from './command';

export const copyCliCommand: Command = async (services, subject) => {
  const command = commandFor(subject, services, cliContext(services));
  if (command !== undefined) await copyCommand(command);
};

function commandFor(subject: Subject, { lakehouses }: Services, context: CliContext): string | undefined {
  /** The words that say in which lakehouse a place is to be looked for. */
  const of = ({ lakehouse }: { readonly lakehouse: Lakehouse }) => warehouse(lakehouses.addressOf(lakehouse));
  switch (subject.kind) {
    case 'folder':
      return commandLine(context, ['databases', '--lakehouse', subject.folder]);
    case 'database':
      return commandLine(context, ['tables', '--lakehouse', subject.folder, '--database', subject.name]);
    case 'health':
      return commandLine(context, ['health', '--lakehouse', subject.folder, '--database', subject.name]);
    case 'table':
      return commandLine(context, ['preview', ...of(subject), '--table', shownPlace(subject.table.location)]);
    case 'pastTable':
      return commandLine(context, [
        ...['preview', ...of(subject)],
        ...['--table', shownPlace(subject.location), '--run', subject.runId],
      ]);
    case 'backup':
      return commandLine(context, ['verify', ...of(subject), '--from', shownPlace(subject.root)]);
    case 'pastRun':
      return commandLine(context, [
        ...['report', ...of(subject)],
        ...['--from', shownPlace(subject.root), '--run', subject.runId],
      ]);
    case 'run':
      return processCommand(subject.run.job, subject.run.folder, context);
    case 'interrupted':
      return resumeCommand(
        subject.root,
        subject.state.plan.runId,
        lakehouses.addressOf(subject.lakehouse),
        context,
      );
    // What runs on Databricks is generated, not run, by the command line.
    case 'jobRun':
    case 'none':
      return undefined;
    default:
      return exhaustive(subject);
  }
}
