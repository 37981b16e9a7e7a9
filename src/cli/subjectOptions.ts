/** The options that say what is generated: a process with its parameters, in the words of its own command. */

import type { CopyParameters, MigrationParameters } from '../backup/plan';
import { Fault } from '../base/fault';
import { DIALECTS, type Dialect } from '../generate/dialect';
import type { Subject } from '../generate/subject';
import { LAYERS } from '../overwatch/catalog';
import { parseLayers } from '../overwatch/names';
import {
  AS_OF,
  allValues,
  asOfOption,
  type CommandSpec,
  hasSwitch,
  type OptionSpec,
  onlyOption,
  optionalValue,
  type ParsedArgs,
  requiredValue,
  tableLists,
} from './args';

/** The options of a process, whatever is generated for it. */
export const SUBJECT_OPTIONS = [
  { name: 'process', value: 'PROCESS', help: 'snapshot, restore, migrate or bronze-backup.' },
  { name: 'database', value: 'NAME', help: 'The source database; not for a restore.' },
  { name: 'to', value: 'ROOT', help: 'Where the copies are to lie.' },
  { name: 'from', value: 'ROOT', help: 'The root of the backup that is restored.' },
  { name: 'type', value: 'TYPE', help: 'full (the default) or incremental.' },
  { name: 'replace-history', help: 'Let a full snapshot replace the incremental history of the root.' },
  {
    name: 'layers',
    value: 'LIST',
    repeatable: true,
    help: 'Any of bronze, silver, gold; all three without it.',
  },
  { name: 'exclude', value: 'LIST', repeatable: true, help: 'Tables to leave out.' },
  { name: 'include', value: 'LIST', repeatable: true, help: 'Tables to take that Overwatch did not write.' },
  { name: 'only', value: 'LIST', repeatable: true, help: 'Nothing but these tables.' },
  AS_OF,
  {
    name: 'overwrite',
    value: 'true|false',
    help: 'Of a bronze backup: whether a copy replaces the one before (true)\nor lies in a folder of its own.',
  },
  { name: 'config', value: 'PATH', help: 'Of a migration: the deployment config.' },
  {
    name: 'etl-database',
    value: 'NAME',
    help: 'etl_database_name in it, where it is not that of the database.',
  },
  { name: 'storage-prefix', value: 'URI', help: 'What it is to say instead of ROOT.' },
  {
    name: 'drop-source',
    value: 'NAME',
    help: 'Drop the source in the end: the name of the database once more.',
  },
  { name: 'accept-loss', value: 'LIST', repeatable: true, help: 'Tables that may be lost with the source.' },
] as const satisfies readonly OptionSpec[];

export const DIALECT: OptionSpec = {
  name: 'dialect',
  value: 'DIALECT',
  help: "guide: the classes of Overwatch's guide; no released JAR has them.\njar: the released JARs, 0.7.2.1 to 0.8.2.0.\nno-jar (the default): plain SQL and PySpark, without Overwatch.",
};

/** @throws Fault `usage` for a word that is no dialect. */
export function dialectOf(args: ParsedArgs): Dialect {
  return oneOf(DIALECTS, optionalValue(args, DIALECT.name) ?? 'no-jar', DIALECT.name);
}

/** @throws Fault `usage` for a word that is none of them. */
export function oneOf<T extends string>(words: readonly T[], word: string, option: string): T {
  const found = words.find((one) => one === word.toLowerCase());
  if (found !== undefined) return found;
  throw new Fault('usage', `--${option} cannot be ${JSON.stringify(word)}.`, {
    advice: `It is one of ${words.join(', ')}.`,
  });
}

const PROCESSES = ['snapshot', 'restore', 'migrate', 'bronze-backup'] as const;

/** The options of which each means something to some processes only. */
const OWN_OPTIONS: Readonly<Record<string, readonly (typeof PROCESSES)[number][]>> = {
  database: ['snapshot', 'migrate', 'bronze-backup'],
  from: ['restore'],
  type: ['snapshot'],
  'replace-history': ['snapshot'],
  layers: ['snapshot'],
  exclude: ['snapshot', 'migrate', 'bronze-backup'],
  include: ['snapshot', 'migrate'],
  only: ['snapshot', 'restore'],
  'as-of': ['snapshot', 'restore', 'bronze-backup'],
  overwrite: ['bronze-backup'],
  config: ['migrate'],
  'etl-database': ['migrate'],
  'storage-prefix': ['migrate'],
  'drop-source': ['migrate'],
  'accept-loss': ['migrate'],
};

/**
 * The process with its parameters. Places are as they were typed.
 *
 * @param placeOf turns what was typed for a place into the place
 * @throws Fault `usage` for an option that is missing, that cannot be understood, or that the process does not have.
 */
export function readSubject(
  args: ParsedArgs,
  spec: CommandSpec,
  placeOf: (text: string) => string = (text) => text,
): Subject {
  const process = oneOf(PROCESSES, requiredValue(args, spec, 'process'), 'process');
  for (const [option, processes] of Object.entries(OWN_OPTIONS)) {
    if (
      processes.includes(process) ||
      (optionalValue(args, option) === undefined && !hasSwitch(args, option))
    )
      continue;
    throw new Fault('usage', `--${option} means nothing to a ${process}.`, {
      advice: `It belongs to ${processes.join(', ')}.`,
    });
  }
  const to = placeOf(filled(args, spec, 'to'));
  const name = process === 'restore' ? '' : filled(args, spec, 'database');
  const common: CopyParameters = {
    database: { name, location: name },
    root: to,
    ...asOfOption(args),
    checksum: false,
  };
  const exclude = tableLists(args, 'exclude');
  const include = tableLists(args, 'include');
  const chosen = onlyOption(args, 'only');
  switch (process) {
    case 'snapshot': {
      const layers = allValues(args, 'layers');
      return {
        process,
        parameters: {
          ...common,
          ...chosen,
          type: oneOf(['full', 'incremental'], optionalValue(args, 'type') ?? 'full', 'type'),
          layers: layers.length === 0 ? LAYERS : parseLayers(layers),
          exclude,
          include,
          replaceHistory: hasSwitch(args, 'replace-history'),
        },
      };
    }
    case 'restore':
      return { process, parameters: { ...common, ...chosen, from: placeOf(filled(args, spec, 'from')) } };
    case 'bronze-backup': {
      const overwrite = oneOf(['true', 'false'], optionalValue(args, 'overwrite') ?? 'true', 'overwrite');
      return { process, parameters: { ...common, prefix: to, overwrite: overwrite === 'true', exclude } };
    }
    case 'migrate':
      return {
        process,
        parameters: {
          ...common,
          exclude,
          include,
          config: { location: filled(args, spec, 'config'), ...configNames(args) },
          dropSource: dropSource(args, name),
          acceptLoss: tableLists(args, 'accept-loss'),
        },
      };
  }
}

/** What a migration is told of the rows of its deployment config, besides where that lies. */
export function configNames(args: ParsedArgs): Omit<MigrationParameters['config'], 'location'> {
  const database = optionalValue(args, 'etl-database');
  const storagePrefix = optionalValue(args, 'storage-prefix');
  return {
    ...(database === undefined ? {} : { database }),
    ...(storagePrefix === undefined ? {} : { storagePrefix }),
  };
}

/** @throws Fault `usage` where an option is missing or empty. */
export function filled(args: ParsedArgs, spec: CommandSpec, name: string): string {
  const value = requiredValue(args, spec, name);
  if (value.trim() !== '') return value;
  throw new Fault('usage', `--${name} is empty.`);
}

function dropSource(args: ParsedArgs, database: string): boolean {
  const typed = optionalValue(args, 'drop-source');
  if (typed === undefined) return false;
  if (typed === database) return true;
  throw new Fault('usage', `--drop-source is ${JSON.stringify(typed)}, but the database is ${database}.`, {
    advice: 'Give the very name of the database once more, or leave it out to keep the source.',
  });
}
