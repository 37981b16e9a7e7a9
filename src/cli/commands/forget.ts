/** `forget`: removes old copies by rules of retention, and says of each copy why it stays or goes. */

import { formatInstant } from '../../backup/instant';
import { type ForgetPlan, planForget } from '../../backup/retention/forget';
import { type ForgetEvent, runForget } from '../../backup/retention/forgetRun';
import { type Copy, type Decision, parsePeriod, type Retention } from '../../backup/retention/retention';
import { newRunId } from '../../backup/runId';
import { formatBytes, formatCount } from '../../base/format';
import {
  CONCURRENCY,
  concurrencyOf,
  hasSwitch,
  JSON_LINES,
  optionalNumber,
  optionalValue,
  type ParsedArgs,
  requiredValue,
  WAREHOUSE,
} from '../args';
import type { Command } from '../command';
import type { CliContext, TextSink } from '../context';
import { EXIT, exitCodeOf } from '../exit';
import { printJson, printLine, printTable } from '../output';
import { openPlace } from '../places';

const spec = {
  name: 'forget',
  summary: 'Remove old copies by rules, and say why each stays or goes.',
  usage: '--from PREFIX --keep-... [--dry-run]',
  about: [
    'PREFIX is that of bronze backups, whose dated copies are removed whole, or the root of a backup, of',
    'which those files are removed that no kept run needs. A copy stays when any rule keeps it; the last',
    'good copy always stays, and so does the newest verified copy of every table. A copy that is not wholly',
    'verified never takes the place of one that is. Days, weeks and months are those of UTC.',
  ],
  options: [
    { name: 'from', value: 'PREFIX', help: 'The prefix of bronze backups, or the root of a backup.' },
    WAREHOUSE,
    { name: 'keep-last', value: 'N', help: 'Keep the N newest copies.' },
    {
      name: 'keep-daily',
      value: 'N',
      help: 'Keep the newest copy of each of the last N days that have one.',
    },
    { name: 'keep-weekly', value: 'N', help: 'The same by weeks, which begin on Monday.' },
    { name: 'keep-monthly', value: 'N', help: 'The same by months.' },
    {
      name: 'keep-within',
      value: 'TIME',
      help: 'Keep all copies of that time before the newest: years, months,\nweeks, days and hours as in 1y6m, 2w, 7d or 36h.',
    },
    { name: 'dry-run', help: 'Show what would stay and go, and why, and stop.' },
    CONCURRENCY,
    JSON_LINES,
  ],
  examples: ['forget --from /mnt/backups/bronze --keep-last 3 --keep-weekly 8 --keep-monthly 12 --dry-run'],
} as const;

export const forget: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, now, stdout } = context;
  const json = hasSwitch(args, JSON_LINES.name);
  const dryRun = hasSwitch(args, 'dry-run');
  const prefix = requiredValue(args, spec, 'from');
  const retention = readRetention(args);
  const { lakehouse, location: from } = await openPlace(prefix, args, context);
  const options = { now, concurrency: concurrencyOf(args, lakehouse), signal };
  const plan = await planForget({ from, retention }, lakehouse, { ...options, runId: newRunId(now()) });
  if (!json) printDecisions(stdout, plan);
  if (dryRun) {
    if (json) printJson(stdout, { type: 'plan', ...plainPlan(plan) });
    else printEstimate(stdout, plan);
    return EXIT.done;
  }
  const onEvent = json ? (event: ForgetEvent) => printJson(stdout, event) : tellFailures(context);
  const summary = await runForget(plan, lakehouse, { ...options, onEvent });
  if (!json) {
    const { kept, removed, freedFiles, freedBytes } = summary;
    const freed =
      plan.tables.length === 0
        ? ''
        : `, ${formatCount(freedFiles, 'file')} (${formatBytes(freedBytes)}) freed`;
    printLine(stdout, `\n${formatCount(kept, 'copy', 'copies')} kept, ${removed} removed${freed}.`);
  }
  return exitCodeOf(summary.status);
}

function readRetention(args: ParsedArgs): Retention {
  const rules = (['last', 'daily', 'weekly', 'monthly'] as const).flatMap((rule) => {
    const count = optionalNumber(args, `keep-${rule}`, 1);
    return count === undefined ? [] : [[rule, count] as const];
  });
  const within = optionalValue(args, 'keep-within');
  return { ...Object.fromEntries(rules), ...(within === undefined ? {} : { within: parsePeriod(within) }) };
}

function printDecisions(sink: TextSink, { folders, runs, unfinished }: ForgetPlan): void {
  const columns = [
    { title: 'copy', of: ({ copy }: Decision) => copy.id },
    {
      title: 'taken',
      of: ({ copy }: Decision) => (copy.takenAt === 0 ? undefined : formatInstant(copy.takenAt)),
    },
    { title: 'tables', of: ({ copy }: Decision) => copy.tables.length.toString(), right: true as const },
    { title: 'decision', of: ({ keep }: Decision) => (keep ? 'keep' : 'remove') },
    { title: 'why', of: ({ reasons }: Decision) => reasons.join(', ') },
  ];
  for (const decisions of [folders, runs]) if (decisions.length > 0) printTable(sink, columns, decisions);
  for (const folder of unfinished) printLine(sink, `${folder}: its removal was interrupted and is finished.`);
}

function printEstimate(sink: TextSink, { folders, runs, tables }: ForgetPlan): void {
  const all = [...folders, ...runs];
  const going = all.filter(({ keep }) => !keep).length;
  const freed = tables.reduce((sum, { estimate }) => sum + ('error' in estimate ? 0 : estimate.bytes), 0);
  const bytes = tables.length === 0 ? '' : `, which frees ${formatBytes(freed)}`;
  printLine(sink, `\n${all.length - going} to keep, ${going} to remove${bytes}.`);
  for (const { table, estimate } of tables) {
    if ('error' in estimate) printLine(sink, `${table} cannot be cleaned up: ${estimate.error.message}`);
  }
  printLine(sink, 'Nothing was removed: this was a dry run.');
}

/** The plan without the report rows that its runs are made of. */
function plainPlan({ folders, runs, ...plan }: ForgetPlan): object {
  const plain = ({ copy, keep, reasons }: Decision<Copy & { readonly database: string }>) => {
    const { id, takenAt, isGood, tables, database } = copy;
    return { name: id, database, takenAt, isGood, tables, keep, reasons };
  };
  return { ...plan, copies: [...folders, ...runs].map(plain) };
}

function tellFailures({ stderr }: CliContext): (event: ForgetEvent) => void {
  return (event) => {
    if (event.type !== 'copy-removed' && event.type !== 'table-pruned') return;
    const what = event.type === 'copy-removed' ? event.copy : event.table;
    if (event.outcome.status === 'failed') printLine(stderr, `${what}: ${event.outcome.error.message}`);
  };
}
