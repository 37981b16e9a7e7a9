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
import { generateAlert } from './commands/generateAlert';
import { generateJob } from './commands/generateJob';
import { generateNotebook } from './commands/generateNotebook';
import { generateSchedule } from './commands/generateSchedule';
import { health } from './commands/health';
import { migrate } from './commands/migrate';
import { preview } from './commands/preview';
import { readiness } from './commands/readiness';
import { report } from './commands/report';
import { restore } from './commands/restore';
import { resume } from './commands/resume';
import { schema } from './commands/schema';
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
  schema,
  verify,
  report,
  preview,
  health,
  readiness,
  generateNotebook,
  generateJob,
  generateSchedule,
  generateAlert,
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

async function dispatch(words: readonly string[], context: CliContext): Promise<number> {
  const { stdout, stderr } = context;
  const [name, ...more] = words;
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
      stdout.write(helpOn(more));
      return EXIT.done;
  }
  if (more.length === 1 && more.every(isHelp)) {
    stdout.write(helpOn([name]));
    return EXIT.done;
  }
  const { command, rest } = findCommand(words);
  const { spec, run } = command;
  if (rest.some(isHelp)) {
    stdout.write(commandHelp(spec));
    return EXIT.done;
  }
  return run(parseCommandArgs(spec, rest), context);
}

/** @throws Fault `usage` where the words name no command, nor what several begin with. */
function helpOn(words: readonly string[]): string {
  const [first, ...more] = words;
  if (first === undefined) return overallHelp();
  if (more.length === 0 && commandsWithin(first).length > 0) return groupHelp(first);
  return commandHelp(findCommand(words).command.spec);
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

/** The commands of two words that begin with a word that is none by itself. */
function commandsWithin(word: string): readonly Command[] {
  return COMMANDS.filter(({ spec }) => spec.name.startsWith(`${word} `));
}

/** The command that the words begin with, and what follows it. Some commands have a name of two words. */
function findCommand(words: readonly string[]): {
  readonly command: Command;
  readonly rest: readonly string[];
} {
  for (const length of [2, 1]) {
    const command = COMMANDS.find(({ spec }) => spec.name === words.slice(0, length).join(' '));
    if (command !== undefined) return { command, rest: words.slice(length) };
  }
  const [name = '', second] = words;
  const within = commandsWithin(name).map(({ spec }) => spec.name);
  if (within.length > 0) {
    const isNamed = second !== undefined && !second.startsWith('-');
    const what = isNamed ? `There is no command ${name} ${second}.` : `${name} needs to be told what.`;
    throw new Fault('usage', what, {
      advice: `Give one of ${within.join(', ')}; overwatch-backup ${within[0]} --help explains it.`,
    });
  }
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
    advice: `${near === undefined ? '' : `Did you mean ${near}? `}See overwatch-backup --help.`,
  });
}

function groupHelp(word: string): string {
  return [
    `Usage: overwatch-backup ${word} WHAT [options]`,
    '',
    ...summaries(commandsWithin(word)),
    '',
    `overwatch-backup ${word} WHAT --help explains one of them.`,
    '',
  ].join('\n');
}

function summaries(commands: readonly Command[]): string[] {
  const width = Math.max(...commands.map(({ spec }) => spec.name.length)) + 2;
  return commands.map(({ spec }) => `  ${spec.name.padEnd(width)}${spec.summary}`);
}

function overallHelp(): string {
  return [
    'Usage: overwatch-backup COMMAND [options]',
    '',
    'Backs up, verifies and inspects the Delta tables of Databricks Overwatch.',
    '',
    'Commands:',
    ...summaries(COMMANDS),
    '',
    'overwatch-backup COMMAND --help explains a command; --version prints the version.',
    '',
    'With --json, every line of the output is one JSON object. Times in it are epoch milliseconds, sizes bytes.',
    'A run begins with a line of type "run-started" and one of type "warning" for each warning of its plan, and ends',
    'with one of type "summary"; what could not be begun ends with one of type "error".',
    '',
    EXIT_HELP,
    '',
  ].join('\n');
}
