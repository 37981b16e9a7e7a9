/** Reads a command's options from the command line, and writes its help from the same description. */

import { parseArgs } from 'node:util';
import { parseInstant } from '../backup/instant';
import { Fault } from '../base/fault';
import { nearestName, parseTableNames } from '../overwatch/names';
import { EXIT_HELP } from './exit';

/** One option of a command. */
export interface OptionSpec {
  readonly name: string;
  /** What stands for its value in the help; an option without one is a switch. */
  readonly value?: string;
  /** Whether it may be given several times. */
  readonly repeatable?: true;
  /** A name that it had once and that is still understood. */
  readonly formerly?: string;
  readonly help: string;
}

/** A command as its help and its parser know it. */
export interface CommandSpec {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the command's name in the line of its usage. */
  readonly usage: string;
  /** What it does, for its own help; lines as they are to be printed. */
  readonly about: readonly string[];
  readonly options: readonly OptionSpec[];
  /** The repeatable option that words without an option before them belong to: `--lakehouse a b`. */
  readonly restGoesTo?: string;
  readonly examples: readonly string[];
}

/** What was given, each under the option's name of today. */
export interface ParsedArgs {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
}

/**
 * Reads the words after the command's name, among which there is no `--help`.
 *
 * @throws Fault `usage` for an option that is unknown (naming the nearest), lacks its value or has an empty one, or is given too often, and
 *   for stray words.
 */
export function parseCommandArgs(spec: CommandSpec, words: readonly string[]): ParsedArgs {
  const known = new Map(
    spec.options.flatMap((option) =>
      [option.name, option.formerly ?? option.name].map((name) => [name, option] as const),
    ),
  );
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      [...known].map(([name, { value }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string' } as const,
      ]),
    ),
  });
  const values = new Map<string, string[]>();
  const switches = new Set<string>();
  const add = (name: string, value: string) => values.set(name, [...(values.get(name) ?? []), value]);
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (spec.restGoesTo === undefined) throw usage(spec, `What is ${JSON.stringify(token.value)} for?`);
      add(spec.restGoesTo, token.value);
      continue;
    }
    const option = known.get(token.name);
    if (option === undefined) throw unknownOption(spec, token.rawName);
    if (option.value === undefined) {
      if (token.value !== undefined) throw usage(spec, `${token.rawName} takes no value.`);
      switches.add(option.name);
      continue;
    }
    if (token.value === undefined || (!token.inlineValue && /^-./.test(token.value))) {
      throw usage(spec, `${token.rawName} needs a value: ${option.value.replace('...', '')}.`);
    }
    // An empty list means none; an empty name, number or path is a variable that was not set.
    if (token.value === '' && option.repeatable !== true) {
      throw usage(spec, `${token.rawName} is empty.`);
    }
    if (option.repeatable !== true && values.has(option.name))
      throw usage(spec, `${token.rawName} is given twice.`);
    add(option.name, token.value);
  }
  return { values, switches };
}

function unknownOption(spec: CommandSpec, rawName: string): Fault {
  const names = [...spec.options, HELP].map(({ name }) => name);
  const near = nearestName(rawName.replace(/^-+/, ''), names);
  return usage(
    spec,
    `${spec.name} has no option ${rawName}.`,
    near === undefined ? '' : `Did you mean --${near}? `,
  );
}

function usage(spec: CommandSpec, message: string, hint = ''): Fault {
  return new Fault('usage', message, { advice: `${hint}See overwatch-backup ${spec.name} --help.` });
}

/** Whether an option without a value is given. */
export function hasSwitch({ switches }: ParsedArgs, name: string): boolean {
  return switches.has(name);
}

/** The value of an option that is given once at most, or the first of one that is repeatable; undefined where it is not given. */
export function optionalValue({ values }: ParsedArgs, name: string): string | undefined {
  return values.get(name)?.[0];
}

/** The value of an option that the command cannot do without. @throws Fault `usage` where it is missing. */
export function requiredValue(
  args: ParsedArgs,
  { name: command, options }: CommandSpec,
  name: string,
): string {
  const value = optionalValue(args, name);
  if (value !== undefined) return value;
  const placeholder = options.find((option) => option.name === name)?.value;
  throw new Fault('usage', `${command} needs --${name} ${placeholder}.`, {
    advice: `See overwatch-backup ${command} --help.`,
  });
}

/** All values of a repeatable option, in the order in which they are given. */
export function allValues({ values }: ParsedArgs, name: string): readonly string[] {
  return values.get(name) ?? [];
}

/**
 * The lists of tables that an option was given, as they were typed: only who knows the tables there are can tell a list from a name that
 * holds a comma or a blank. Empty ones are left out.
 */
export function tableLists(args: ParsedArgs, name: string): readonly string[] {
  return allValues(args, name).filter((text) => parseTableNames(text).length > 0);
}

/** The only tables that are to be taken, where an option names them. @throws Fault `usage` where it is given and names none. */
export function onlyOption(args: ParsedArgs, name: string): { readonly only?: readonly string[] } {
  if (allValues(args, name).length === 0) return {};
  const only = tableLists(args, name);
  if (only.length === 0) {
    throw new Fault('usage', 'No table is chosen.', {
      advice: `Name some with --${name}, or leave it out to take all.`,
    });
  }
  return { only };
}

/** A whole number from `least` on, up to `most`; undefined where the option is not given. @throws Fault `usage` for anything else. */
export function optionalNumber(
  args: ParsedArgs,
  name: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const text = optionalValue(args, name);
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw new Fault('usage', `--${name} needs a whole number ${range}, not ${JSON.stringify(text)}.`);
}

const HELP: OptionSpec = { name: 'help', help: 'Show this help.' };
export const JSON_LINES: OptionSpec = { name: 'json', help: 'Print JSON lines, for programs.' };
export const LAKEHOUSE: OptionSpec = {
  name: 'lakehouse',
  value: 'DIR...',
  repeatable: true,
  help: 'Folders to look for databases in, or one SQL warehouse,\ndatabricks://PROFILE/ID or databricks://HOST/ID; without it,\nthose in the environment variable OVERWATCH_LAKEHOUSE.',
};
/** Of commands that are given a place by itself. */
export const WAREHOUSE: OptionSpec = {
  name: 'lakehouse',
  value: 'ADDRESS',
  help: 'For a place in a workspace, a path or catalog.schema: the\nSQL warehouse that reads it, databricks://PROFILE/ID; without\nit, the one in the environment variable OVERWATCH_LAKEHOUSE.',
};
export const SOURCE_DATABASE: OptionSpec = {
  name: 'database',
  value: 'NAME',
  help: 'Name or path of the source database.',
};
export const EXCLUDE: OptionSpec = {
  name: 'exclude',
  value: 'LIST',
  repeatable: true,
  help: 'Tables to leave out, in any case, with or without database.',
};
export const CONCURRENCY: OptionSpec = {
  name: 'concurrency',
  value: 'N',
  help: 'How many tables are worked on at a time (4; 8 in a warehouse).',
};

export const AS_OF: OptionSpec = {
  name: 'as-of',
  value: 'TIME',
  help: 'All tables as they were then: 2026-11-23T03:24:56Z,\n"2026-11-23 03:24" (UTC), 2026-11-23 (its first moment, UTC),\nor epoch milliseconds.',
};

/** The value of {@link AS_OF}, epoch ms; absent where it is not given. @throws Fault `usage` for what is no instant. */
export function asOfOption(args: ParsedArgs): { readonly asOf?: number } {
  const text = optionalValue(args, AS_OF.name);
  return text === undefined ? {} : { asOf: parseInstant(text) };
}

/** Statements of a warehouse at a time: the work is done there. */
const STATEMENTS = 8;

/** The value of {@link CONCURRENCY}, or what suits the lakehouse. @throws Fault `usage` for what is no number from 1 on. */
export function concurrencyOf(args: ParsedArgs, { host }: { readonly host?: string }): number {
  return optionalNumber(args, CONCURRENCY.name, 1) ?? (host === undefined ? 4 : STATEMENTS);
}

/** How many statements a warehouse is given at a time: at least as many as tables. @throws Fault as {@link concurrencyOf} does. */
export function statementsOf(args: ParsedArgs): number {
  return Math.max(optionalNumber(args, CONCURRENCY.name, 1) ?? 0, STATEMENTS);
}

/** The help of one command. */
export function commandHelp({ name, usage, about, options, examples }: CommandSpec): string {
  const labelled = [...options, HELP].map((option) => ({
    label:
      option === HELP
        ? '-h, --help'
        : `--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`,
    lines: option.help.split('\n'),
  }));
  const width = Math.max(...labelled.map(({ label }) => label.length)) + 2;
  return [
    `Usage: overwatch-backup ${name} ${usage}`,
    '',
    ...about,
    '',
    'Options:',
    ...labelled.flatMap(({ label, lines }) =>
      lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(width)}${line}`),
    ),
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.map((example) => `  overwatch-backup ${example}`),
    '',
    EXIT_HELP,
    '',
  ].join('\n');
}
