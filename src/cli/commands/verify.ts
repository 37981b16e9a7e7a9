/** `verify`: checks every table of a backup by itself. */

import { newRunId } from '../../backup/runId';
import { type FinishedVerification, type VerifyResult, verifyBackup } from '../../backup/verify';
import { formatBytes, formatCount } from '../../base/format';
import { CONCURRENCY, concurrencyOf, hasSwitch, JSON_LINES, type ParsedArgs, requiredValue } from '../args';
import type { Command } from '../command';
import type { CliContext, TextSink } from '../context';
import { exitCodeOf } from '../exit';
import { printLine, printTable, type TableColumn } from '../output';
import { folderOf } from '../places';
import { printAdvice } from '../printAdvice';
import { jsonEvents, showProgress } from '../progress';

const spec = {
  name: 'verify',
  summary: 'Check every table of a backup.',
  usage: '--from ROOT [--json]',
  about: [
    'Reads every table in ROOT/data: its log must be whole and every file there, in its right length.',
    'Copies that ROOT/clone_report tells of must be there too, and no older than it says.',
  ],
  options: [{ name: 'from', value: 'ROOT', help: 'The root of the backup.' }, CONCURRENCY, JSON_LINES],
  examples: ['verify --from /mnt/backups/overwatch'],
} as const;

export const verify: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, now, stdout, stderr } = context;
  const json = hasSwitch(args, JSON_LINES.name);
  const concurrency = concurrencyOf(args);
  const root = folderOf(requiredValue(args, spec, 'from'), context);
  const lakehouse = await context.openLakehouse([root]);
  const onEvent = json ? jsonEvents(stdout) : showProgress(stderr, now);
  const finished = await verifyBackup(root, lakehouse, {
    onEvent,
    signal,
    concurrency,
    now,
    runId: newRunId(now()),
  });
  if (!json) printVerification(stdout, finished);
  return exitCodeOf(finished.summary.status);
}

function printVerification(sink: TextSink, { results, summary }: FinishedVerification): void {
  printTable(sink, COLUMNS, results);
  const right = results.filter(({ outcome }) => outcome.status === 'done').length;
  printLine(sink, '');
  printLine(
    sink,
    `${right} of ${formatCount(results.length, 'table')} verified${summary.status === 'cancelled' ? ', then cancelled' : ''}`,
  );
  printAdvice(
    sink,
    results.map(({ table, outcome }) => ({
      table,
      advice: outcome.status === 'failed' ? outcome.error.advice : undefined,
    })),
  );
}

const COLUMNS: readonly TableColumn<VerifyResult>[] = [
  { title: 'table', of: ({ table }) => table },
  { title: 'status', of: ({ outcome }) => outcome.status },
  { title: 'files', of: ({ outcome }) => verified(outcome)?.files.toLocaleString('en-US'), right: true },
  { title: 'rows', of: ({ outcome }) => verified(outcome)?.rows?.toLocaleString('en-US'), right: true },
  { title: 'size', of: ({ outcome }) => sizeText(outcome), right: true },
  {
    title: 'message',
    of: ({ outcome }) => (outcome.status === 'failed' ? outcome.error.message : undefined),
  },
];

function verified(outcome: VerifyResult['outcome']) {
  return outcome.status === 'done' ? outcome.verification : undefined;
}

function sizeText(outcome: VerifyResult['outcome']): string | undefined {
  const bytes = verified(outcome)?.bytes;
  return bytes === undefined ? undefined : formatBytes(bytes);
}
