/** `generate notebook`: code that does a process on Databricks, as a notebook, a snippet or a script. */

import type { Dialect } from '../../generate/dialect';
import {
  generateNotebook as generate,
  NOTEBOOK_FORMATS,
  type NotebookFormat,
  notebookFormats,
} from '../../generate/generate';
import type { Subject } from '../../generate/subject';
import { hasSwitch, optionalValue, type ParsedArgs } from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { EXIT } from '../exit';
import { OUTPUT_OPTIONS, tell } from '../generated';
import { refuseIdle } from '../idleOptions';
import { DIALECT, dialectOf, oneOf, readSubject, SUBJECT_OPTIONS } from '../subjectOptions';

const spec = {
  name: 'generate notebook',
  summary: 'Write a notebook that does a process on Databricks.',
  usage: '--process PROCESS --to ROOT [options]',
  about: [
    'Writes code for Databricks that does what the command of the same name does here: a notebook with',
    'widgets for its parameters, a snippet to put into a notebook, or the PySpark script itself.',
    'Places are those of Databricks: abfss://…, s3://…, gs://…, dbfs:/…, /mnt/….',
  ],
  options: [
    ...SUBJECT_OPTIONS,
    DIALECT,
    {
      name: 'format',
      value: 'FORMAT',
      help: 'scala, python, sql or ipynb; script is the PySpark script, for a\nPython task. Without it scala, or for no-jar python.',
    },
    { name: 'snippet', help: 'Only what does the process, without widgets.' },
    ...OUTPUT_OPTIONS,
  ],
  examples: [
    'generate notebook --process snapshot --type incremental --database overwatch_etl --to abfss://backup@lake.dfs.core.windows.net/ow --out snapshot.py',
    'generate notebook --process restore --dialect jar --from /mnt/backup/ow --to /mnt/restored --snippet',
  ],
} as const;

export const generateNotebook: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const subject = readSubject(args, spec);
  const dialect = dialectOf(args);
  const format = formatOf(args, subject, dialect);
  if (format === 'ipynb' || format === 'script')
    refuseIdle(args, ['snippet'], `the format ${format}`, 'It belongs to scala, python and sql.');
  const options = {
    dialect,
    format,
    snippet: hasSwitch(args, 'snippet'),
    script: await context.readScript(),
  };
  await tell(generate(subject, options), args, context);
  return EXIT.done;
}

function formatOf(args: ParsedArgs, subject: Subject, dialect: Dialect): NotebookFormat {
  const [best] = notebookFormats(subject, dialect);
  return oneOf(NOTEBOOK_FORMATS, optionalValue(args, 'format') ?? best ?? 'python', 'format');
}
