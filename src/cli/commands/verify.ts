/** `verify`: checks every table of a backup by itself. */

import { newRunId } from '../../backup/runId';
import { type FinishedVerification, type VerifyResult, verifyBackup } from '../../backup/verify/verify';
import { formatBytes, formatCount } from '../../base/format';
import {
  CONCURRENCY,
  concurrencyOf,
  hasSwitch,
  JSON_LINES,
  type ParsedArgs,
  requiredValue,
  WAREHOUSE,
} from '../args';
import type { Command } from '../command';
import type { CliContext, TextSink } from '../context';
import { exitCodeOf } from '../exit';
import { printLine, printTable, type TableColumn } from '../output';
import { openPlace } from '../places';
import { printAdvice } from '../printAdvice';
import { jsonEvents, showProgress } from '../progress';

const spec = {
  name: 'verify',
  summary: 'Check every table of a backup, or of a restored or migrated database.',
  usage: '--from ROOT [--checksum] [--json]',
  about: [
    'Reads every table in ROOT/data, or in ROOT/global_share of a restored or migrated database: its log',
    'must be whole and every file there, in its right length. Copies that the report at ROOT tells of must',
    'be there too, and no older than it says. Where a table of a backup is not right, it says which run can',
    'still be restored whole.',
  ],
  options: [
    {
      name: 'from',
      value: 'ROOT',
      help: 'The root of the backup, or what restore or migrate was given\nas --to.',
    },
    WAREHOUSE,
    {
      name: 'checksum',
      help: 'Read all files too, and compare them with the checksums that\nwere kept by a run with --checksum.',
    },
    CONCURRENCY,
    JSON_LINES,
  ],
  examples: ['verify --from /mnt/backups/overwatch', 'verify --from /mnt/backups/overwatch --checksum'],
} as const;

export const verify: Command = { spec, run };

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const { signal, now, stdout, stderr } = context;
  const json = hasSwitch(args, JSON_LINES.name);
  const place = requiredValue(args, spec, 'from');
  const { lakehouse, location: root } = await openPlace(place, args, context);
  const concurrency = concurrencyOf(args, lakehouse);
  const onEvent = json ? jsonEvents(stdout) : showProgress(stderr, now);
  const finished = await verifyBackup(root, lakehouse, {
    onEvent,
    signal,
    concurrency,
    checksum: hasSwitch(args, 'checksum'),
    now,
    runId: newRunId(now()),
  });
  if (!json) printVerification(stdout, finished);
  return exitCodeOf(finished.summary.status);
}

function printVerification(sink: TextSink, { results, summary }: FinishedVerification): void {
  printTable(sink, COLUMNS, results);
  const right = results.filter(({ outcome }) => verified(outcome) !== undefined).length;
  printLine(sink, '');
  printLine(
    sink,
    `${right} of ${formatCount(results.length, 'table')} verified${summary.status === 'cancelled' ? ', then cancelled' : ''}`,
  );
  if (summary.goodRun !== undefined) printLine(sink, goodRunText(summary.goodRun));
  printAdvice(
    sink,
    results.map(({ table, outcome }) => ({
      table,
      advice: outcome.status === 'failed' ? outcome.error.advice : undefined,
    })),
  );
}

function goodRunText(run: string | null): string {
  return run === null
    ? 'No run of this backup can be restored whole.'
    : `Run ${run} is still good: overwatch-backup restore --run ${run} brings it back whole.`;
}

const COLUMNS: readonly TableColumn<VerifyResult>[] = [
  { title: 'table', of: ({ table }) => table },
  { title: 'status', of: ({ outcome }) => outcome.status },
  { title: 'files', of: ({ outcome }) => verified(outcome)?.files.toLocaleString('en-US'), right: true },
  { title: 'rows', of: ({ outcome }) => verified(outcome)?.rows?.toLocaleString('en-US'), right: true },
  { title: 'size', of: ({ outcome }) => sizeText(outcome), right: true },
  {
    title: 'verified',
    of: ({ outcome }) => (verified(outcome)?.checksum === true ? 'contents' : undefined),
  },
  {
    title: 'message',
    of: ({ outcome }) => messageOf(outcome),
  },
];

function messageOf(outcome: VerifyResult['outcome']): string | undefined {
  if (outcome.status === 'warning') return outcome.warnings.join(' ');
  return outcome.status === 'failed' ? outcome.error.message : undefined;
}

function verified(outcome: VerifyResult['outcome']) {
  return 'verification' in outcome ? outcome.verification : undefined;
}

function sizeText(outcome: VerifyResult['outcome']): string | undefined {
  const bytes = verified(outcome)?.bytes;
  return bytes === undefined ? undefined : formatBytes(bytes);
}
