/** The command line as a function of its words and its context: finds the command, runs it, and turns faults into exit codes. */

import { version } from '../../package.json';
import { asFault, Fault } from '../base/fault';
import { nearestName } from '../overwatch/names';
import { commandHelp, JSON_LINES, parseCommandArgs } from './args';
import type { Command } from './command';
import { bronzeBackup } from './commands/bronzeBackup';
import { databases } from './commands/databases';
import { diff } from './commands/diff';
import { forget } from './commands/forget';
import { migrate } from './commands/migrate';
import { preview } from './commands/preview';
import { report } from './commands/report';
import { restore } from './commands/restore';
import { resume } from './commands/resume';
import { snapshot } from './commands/snapshot';
import { tables } from './commands/tables';
import { verify } from './commands/verify';
import type { CliContext } from './context';
import { EXIT, EXIT_HELP, exitCodeOfFault, printFault } from './exit';

const COMMANDS: readonly Command[] = [
  databases,
  tables,
  snapshot,
  bronzeBackup,
  restore,
  migrate,
  resume,
  forget,
  diff,
  verify,
  report,
  preview,
];

/**
 * Runs the command line.
 *
 * @param words what follows the program's name.
 * @returns the exit code; it never rejects.
 */
export async function runCli(words: readonly string[], context: CliContext): Promise<number> {
  try {
    return await dispatch(words, context);
  } catch (error) {
    const fault = asFault(error);
    printFault(fault, context, words.includes(`--${JSON_LINES.name}`));
    return exitCodeOfFault(fault);
  }
}

async function dispatch([name, ...words]: readonly string[], context: CliContext): Promise<number> {
  const { stdout, stderr } = context;
  switch (name) {
    case undefined:
      stderr.write(overallHelp());
      return EXIT.usage;
    case '--help':
    case '-h':
      stdout.write(overallHelp());
      return EXIT.done;
    case '--version':
      stdout.write(`${version}\n`);
      return EXIT.done;
    case 'help':
      stdout.write(words[0] === undefined ? overallHelp() : commandHelp(findCommand(words[0]).spec));
      return EXIT.done;
  }
  const { spec, run } = findCommand(name);
  if (words.includes('--help') || words.includes('-h')) {
    stdout.write(commandHelp(spec));
    return EXIT.done;
  }
  return run(parseCommandArgs(spec, words), context);
}

function findCommand(name: string): Command {
  const found = COMMANDS.find(({ spec }) => spec.name === name);
  if (found !== undefined) return found;
  if (name.startsWith('-')) {
    throw new Fault('usage', `${name} stands where the command should.`, {
      advice: 'Put the command first: overwatch-backup COMMAND [options]. See overwatch-backup --help.',
    });
  }
  const near = nearestName(
    name,
    COMMANDS.map(({ spec }) => spec.name),
  );
  throw new Fault('usage', `There is no command ${name}.`, {
    advice: `Did you mean ${near}? See overwatch-backup --help.`,
  });
}

function overallHelp(): string {
  const width = Math.max(...COMMANDS.map(({ spec }) => spec.name.length)) + 2;
  return [
    'Usage: overwatch-backup COMMAND [options]',
    '',
    'Backs up, verifies and inspects the Delta tables of Databricks Overwatch.',
    '',
    'Commands:',
    ...COMMANDS.map(({ spec }) => `  ${spec.name.padEnd(width)}${spec.summary}`),
    '',
    'overwatch-backup COMMAND --help explains a command; --version prints the version.',
    '',
    'With --json, every line of the output is one JSON object. Times in it are epoch milliseconds, sizes bytes.',
    'A run ends with a line of type "summary"; what could not be begun ends with one of type "error".',
    '',
    EXIT_HELP,
    '',
  ].join('\n');
}
