/** `resume`: finishes a run that was killed, cancelled or did not get all it wanted. */

import { findUnfinished } from '../../backup/journal/resume';
import { CONCURRENCY, hasSwitch, JSON_LINES, optionalValue, type ParsedArgs, requiredValue } from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { execute } from '../execute';
import { EXIT, exitCodeOf } from '../exit';
import { printJson, printLine } from '../output';
import { folderOf } from '../places';
import { executeRestore } from './restore';

const spec = {
  name: 'resume',
  summary: 'Finish a run that was interrupted.',
  usage: '--root ROOT [--run ID] [options]',
  about: [
    'Goes on with the newest run that wrote to ROOT, of whatever command it was: what is done is not',
    'done again, what failed is tried again, and tables are copied in the versions the run was planned',
    'with. The journal it goes by is ROOT/.overwatch-backup/runs/ID.jsonl.',
  ],
  options: [
    { name: 'root', value: 'ROOT', help: 'What was given as --to.' },
    { name: 'run', value: 'ID', help: 'The run that is meant, to be sure that no other is resumed.' },
    CONCURRENCY,
    JSON_LINES,
  ],
  examples: ['resume --root /mnt/new/overwatch'],
} as const;

export const resume: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const root = folderOf(requiredValue(args, spec, 'root'), context);
  const lakehouse = await context.openLakehouse([root]);
  const resumed = await findUnfinished(root, optionalValue(args, 'run'), lakehouse, context.signal);
  if (resumed === undefined) {
    if (hasSwitch(args, JSON_LINES.name)) printJson(context.stdout, { type: 'nothing-to-resume', root });
    else printLine(context.stdout, `Nothing to resume: the last run to ${root} is done.`);
    return EXIT.done;
  }
  const { plan } = resumed;
  if (plan.process === 'restore') return await executeRestore(plan, lakehouse, args, context, { resumed });
  return exitCodeOf((await execute(plan, lakehouse, args, context, { resumed })).status);
}
