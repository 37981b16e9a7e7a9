/** `resume`: finishes a run that was killed, cancelled or did not get all it wanted. */

import { elsewhereOf } from '../../backup/journal/elsewhere';
import type { JournalState } from '../../backup/journal/journal';
import { findUnfinished } from '../../backup/journal/resume';
import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import {
  CONCURRENCY,
  hasSwitch,
  JSON_LINES,
  type OptionSpec,
  optionalValue,
  type ParsedArgs,
  requiredValue,
  WAREHOUSE,
} from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { execute } from '../execute';
import { EXIT, exitCodeOf } from '../exit';
import { printJson, printLine } from '../output';
import { openPlace } from '../places';
import { executeAndRegister, sqlOptions } from '../registration';

const FORCE: OptionSpec = {
  name: 'force',
  help: 'Resume although the process that began the run may still be at\nwork on it. Make sure that it is not: two would be in each\nother’s way.',
};

const spec = {
  name: 'resume',
  summary: 'Finish a run that was interrupted.',
  usage: '--to ROOT [--run ID] [options]',
  about: [
    'Goes on with the newest run that wrote to ROOT, of whatever command it was: what is done is not',
    'done again, what failed is tried again, and tables are copied in the versions the run was planned',
    'with. The journal it goes by is ROOT/.overwatch-backup/runs/ID.jsonl.',
  ],
  options: [
    {
      name: 'to',
      value: 'ROOT',
      formerly: 'root',
      help: 'What was given as --to; for a bronze backup into folders of\ntheir own, that folder.',
    },
    WAREHOUSE,
    { name: 'run', value: 'ID', help: 'The run that is meant, to be sure that no other is resumed.' },
    FORCE,
    ...sqlOptions('ROOT', 'Write the SQL to a file, as for restore and migrate.'),
    CONCURRENCY,
    JSON_LINES,
  ],
  examples: ['resume --to /mnt/new/overwatch'],
} as const;

export const resume: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const place = requiredValue(args, spec, 'to');
  const { lakehouse, location: root } = await openPlace(place, args, context);
  const resumed = await findUnfinished(root, optionalValue(args, 'run'), lakehouse, context.signal);
  if (resumed === undefined) {
    if (hasSwitch(args, JSON_LINES.name)) printJson(context.stdout, { type: 'nothing-to-resume', root });
    else printLine(context.stdout, `Nothing to resume: the last run to ${root} is done.`);
    return EXIT.done;
  }
  if (!hasSwitch(args, FORCE.name)) assertNobodyElse(resumed, lakehouse);
  const { plan } = resumed;
  if (plan.process === 'restore' || plan.process === 'migrate')
    return await executeAndRegister(plan, lakehouse, args, context, { resumed });
  return exitCodeOf((await execute(plan, lakehouse, args, context, { resumed })).status);
}

/** @throws Fault `conflict` where another process is, or may be, at work on the run. */
function assertNobodyElse(state: JournalState, lakehouse: Lakehouse): void {
  const elsewhere = elsewhereOf(state, lakehouse);
  if (elsewhere === 'no') return;
  const { plan, writer } = state;
  const by = writer === undefined ? 'another process' : `the process ${writer}`;
  const advice =
    'Let it finish, or end it. If you are sure that it does not run any more, resume with --force.';
  throw elsewhere === 'yes'
    ? new Fault('conflict', `The run ${plan.runId} still goes on in ${by}.`, { advice })
    : new Fault(
        'conflict',
        `The run ${plan.runId} may still go on in ${by}: that cannot be known from here.`,
        {
          advice,
        },
      );
}
