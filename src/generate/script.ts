/** How the PySpark script is called for a process, and the notebook around it. The script's text is given by the shells. Pure. */

import { formatInstant } from '../backup/instant';
import { Fault } from '../base/fault';
import { LAYERS } from '../overwatch/catalog';
import { refuseInexpressible } from './dialect';
import { pythonString } from './escape';
import { type Cell, markdownText, type Notebook } from './notebook';
import type { NamedValue } from './overwatchCall';
import { excludedTables, type Subject, targetOf, titleOf } from './subject';

/** Where the script lies, from the folder of the product. */
export const SCRIPT_FILE = 'media/pyspark/overwatch_backup.py';

/** The options of the script, in its order. @throws Fault `usage` for what it cannot do. */
function scriptOptions(subject: Subject): NamedValue[] {
  refuseInexpressible(subject, 'no-jar');
  const { process, parameters } = subject;
  const list = (name: string, label: string, names: readonly string[]): NamedValue[] =>
    names.length === 0 ? [] : [option(name, label, names.join(','))];
  const asOf =
    parameters.asOf === undefined ? [] : [option('as-of', 'As of', formatInstant(parameters.asOf))];
  const database = option('database', 'ETL database', parameters.database.name);
  const to = option('to', 'Root', targetOf(subject));
  const exclude = list('exclude', 'Tables to leave out', excludedTables(subject));
  switch (process) {
    case 'snapshot':
      return [
        option('process', 'Process', process),
        option('type', 'full or incremental', parameters.type),
        database,
        to,
        ...(parameters.layers.length === LAYERS.length ? [] : list('layers', 'Layers', parameters.layers)),
        ...exclude,
        ...list('include', 'Further tables', parameters.include),
        ...list('tables', 'Nothing but these tables', parameters.only ?? []),
        ...asOf,
      ];
    case 'restore':
      return [
        option('process', 'Process', process),
        option('from', 'Root of the backup', parameters.from),
        to,
        ...list('tables', 'Nothing but these tables', parameters.only ?? []),
        ...asOf,
      ];
    case 'bronze-backup':
      return [
        option('process', 'Process', process),
        database,
        to,
        option('overwrite', 'Whether a copy replaces the one before', String(parameters.overwrite)),
        ...exclude,
        ...asOf,
      ];
    case 'migrate': {
      const { config, dropSource, acceptLoss, include } = parameters;
      refuseCsv(config.location);
      return [
        option('process', 'Process', process),
        database,
        to,
        option('config', 'Deployment config', config.location),
        ...(config.database === undefined
          ? []
          : [option('etl-database', 'Name in the config', config.database)]),
        ...(config.storagePrefix === undefined
          ? []
          : [option('storage-prefix', 'New storage_prefix', config.storagePrefix)]),
        ...exclude,
        ...list('include', 'Further tables', include),
        ...list('accept-loss', 'Tables that may be lost', acceptLoss),
        ...(dropSource
          ? [
              option(
                'drop-source',
                'Database to drop in the end, once more by its name',
                parameters.database.name,
              ),
            ]
          : []),
      ];
    }
  }
}

/** Switches of the script. */
function scriptSwitches({ process, parameters }: Subject): string[] {
  return process === 'snapshot' && parameters.replaceHistory === true ? ['--replace-history'] : [];
}

/** The words after the script's name. @throws Fault as {@link scriptOptions} does. */
export function scriptArguments(subject: Subject): string[] {
  const options = scriptOptions(subject).flatMap(({ name, value }) => [`--${name}`, value]);
  return [...options, ...scriptSwitches(subject)];
}

function option(name: string, label: string, value: string): NamedValue {
  return { name, label, value };
}

/** Spark would write every column of it anew, and a CSV must keep those that it does not know to the letter. */
export function refuseCsv(config: string): void {
  if (!/\.csv$/i.test(config)) return;
  throw new Fault('usage', `The deployment config ${config} is a CSV file, which SQL cannot edit in place.`, {
    advice: 'Make it a Delta table, choose the dialect jar, or run overwatch-backup migrate, which edits it.',
  });
}

const SCRIPT_END = "\nif __name__ == '__main__':";

/** The script's text without what starts it as a program. @throws Fault `internal` for a text that is not the script. */
function definitions(script: string): string {
  const end = script.indexOf(SCRIPT_END);
  if (end === -1) throw new Fault('internal', `${SCRIPT_FILE} does not end as it should.`);
  return script.slice(0, end).trimEnd();
}

/** The whole notebook: widgets, the script, and its call. @param script the text of {@link SCRIPT_FILE}. */
export function scriptNotebook(subject: Subject, script: string): Notebook {
  const options = scriptOptions(subject);
  const widgets = options.map(
    ({ name, value, label }) => `dbutils.widgets.text(${[name, value, label].map(pythonString).join(', ')})`,
  );
  const names = options.map(({ name }) => pythonString(name)).join(', ');
  const switches = scriptSwitches(subject).map(pythonString).join(', ');
  return {
    language: 'python',
    cells: [
      { language: 'markdown', text: introduction(subject) },
      python(widgets),
      python([definitions(script)]),
      python([
        `given = {name: dbutils.widgets.get(name) for name in [${names}]}`,
        `arguments = [word for name, value in given.items() if value for word in (f'--{name}', value)]${switches === '' ? '' : ` + [${switches}]`}`,
        ...CALL,
      ]),
    ],
  };
}

/** What is put into a notebook that is there already: the script and its call. */
export function scriptSnippet(subject: Subject, script: string): string {
  const words = scriptArguments(subject).map(pythonString).join(', ');
  return `${definitions(script)}\n\n\n${[`arguments = [${words}]`, ...CALL].join('\n')}\n`;
}

const CALL = [
  'if main(arguments, spark) != 0:',
  "    raise RuntimeError('Not everything is done: the lines above and the report say what failed.')",
];

function python(lines: readonly string[]): Cell {
  return { language: 'python', text: lines.join('\n') };
}

function introduction(subject: Subject): string {
  return [
    `## Overwatch: ${markdownText(titleOf(subject))}`,
    '',
    'Generated by Overwatch Backup. Plain PySpark and Delta: it needs neither Overwatch nor its JAR.',
    '',
    'The notebook fails where a table failed, and the report it writes has a row for each table.',
  ].join('\n');
}
