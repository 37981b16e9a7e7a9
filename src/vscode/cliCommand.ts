/** Command lines that do in a terminal what the editor does, quoted for the shell they are pasted into. */

import { formatInstant } from '../backup/instant';
import type { BronzeBackupParameters, CopyParameters, SnapshotParameters } from '../backup/plan';
import type { RestoreChoice } from '../backup/restore/restore';
import type { ForgetParameters } from '../backup/retention/forget';
import type { Period } from '../backup/retention/retention';
import { exhaustive } from '../base/fault';
import { LAYERS } from '../overwatch/catalog';
import type { Job } from './runs/trackedRun';

/** PowerShell is what VS Code opens on Windows; everywhere else it is a POSIX shell. */
export type Shell = 'posix' | 'powershell';

export interface CliContext {
  /** The path of `dist/cli.js`. */
  readonly cli: string;
  readonly shell: Shell;
}

export function snapshotCommand(parameters: SnapshotParameters, folder: string, context: CliContext): string {
  const { database, root, type, layers, exclude, include, only } = parameters;
  return commandLine(context, [
    'snapshot',
    ...['--lakehouse', folder],
    ...['--database', database.name],
    ...['--to', root],
    ...['--type', type],
    ...(layers.length === LAYERS.length ? [] : ['--layers', layers.join(',')]),
    ...list('--exclude', exclude),
    ...list('--include', include),
    ...list('--only', only ?? []),
    ...common(parameters),
  ]);
}

export function restoreCommand(choice: RestoreChoice, context: CliContext): string {
  const { from, root, only, run } = choice;
  return commandLine(context, [
    'restore',
    ...['--from', from],
    ...['--to', root],
    ...list('--tables', only ?? []),
    ...(run === undefined ? [] : ['--run', run]),
    ...common(choice),
  ]);
}

export function bronzeBackupCommand(
  parameters: Omit<BronzeBackupParameters, 'root'>,
  folder: string,
  context: CliContext,
): string {
  const { database, prefix, overwrite, exclude } = parameters;
  return commandLine(context, [
    'bronze-backup',
    ...['--lakehouse', folder],
    ...['--database', database.name],
    ...['--to', prefix],
    ...['--overwrite', String(overwrite)],
    ...list('--exclude', exclude),
    ...common(parameters),
  ]);
}

export function forgetCommand({ from, retention }: ForgetParameters, context: CliContext): string {
  const { within, last, daily, weekly, monthly } = retention;
  const counts = Object.entries({ last, daily, weekly, monthly }).flatMap(([rule, count]) =>
    count === undefined ? [] : [`--keep-${rule}`, String(count)],
  );
  return commandLine(context, [
    'forget',
    ...['--from', from],
    ...counts,
    ...(within === undefined ? [] : ['--keep-within', formatPeriod(within)]),
  ]);
}

/** A period as `parsePeriod` reads it. */
export function formatPeriod({ years, months, days, hours }: Period): string {
  const parts = [
    [years, 'y'],
    [months, 'm'],
    [days, 'd'],
    [hours, 'h'],
  ] as const;
  return parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('');
}

/** What every process that copies may be told. */
function common({ asOf, checksum }: Pick<CopyParameters, 'asOf' | 'checksum'>): readonly string[] {
  return [
    ...(asOf === undefined ? [] : ['--as-of', formatInstant(asOf)]),
    ...(checksum ? ['--checksum'] : []),
  ];
}

/** The command line that does what a run of the editor did. */
export function jobCommand(job: Job, folder: string, context: CliContext): string {
  switch (job.process) {
    case 'snapshot':
      return snapshotCommand(job.parameters, folder, context);
    case 'restore':
      return restoreCommand(job.parameters, context);
    case 'bronze-backup':
      return bronzeBackupCommand(job.parameters, folder, context);
    case 'migrate':
      // What a migration was told is in its journal: a second one would refuse to begin.
      return commandLine(context, ['resume', '--root', job.parameters.root]);
    default:
      return exhaustive(job);
  }
}

/** Any command of the CLI with its arguments. */
export function commandLine({ cli, shell }: CliContext, args: readonly string[]): string {
  return ['node', cli, ...args].map((word) => quote(word, shell)).join(' ');
}

function list(option: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [option, names.join(',')];
}

/** A word as the shell takes it literally. */
export function quote(word: string, shell: Shell): string {
  const plain = shell === 'posix' ? /^[\w@%+=:,./-]+$/ : /^[\w+=:./\\-]+$/;
  if (plain.test(word)) return word;
  return shell === 'posix' ? `'${word.replaceAll("'", `'\\''`)}'` : `'${word.replaceAll("'", "''")}'`;
}
