/** Command lines that do in a terminal what the editor does, quoted for the shell they are pasted into. */

import { formatInstant } from '../backup/instant';
import type { MigrationChoice } from '../backup/migration/plan';
import type { BronzeBackupParameters, CopyParameters, SnapshotParameters } from '../backup/plan';
import type { RestoreChoice } from '../backup/restore/restore';
import type { ForgetParameters } from '../backup/retention/forget';
import type { Period } from '../backup/retention/retention';
import { exhaustive } from '../base/fault';
import { isDatabricksAddress } from '../lakehouse/address';
import { shownPlace } from '../lakehouse/placeText';
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
    ...['--to', shownPlace(root)],
    ...['--type', type],
    ...(layers.length === LAYERS.length ? [] : ['--layers', layers.join(',')]),
    ...list('--exclude', exclude),
    ...list('--include', include),
    ...list('--only', only ?? []),
    ...common(parameters),
  ]);
}

/** @param folder the address of the lakehouse, here as in all that follow */
export function restoreCommand(choice: RestoreChoice, folder: string, context: CliContext): string {
  const { from, root, only, run } = choice;
  return commandLine(context, [
    'restore',
    ...warehouse(folder),
    ...['--from', shownPlace(from)],
    ...['--to', shownPlace(root)],
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
    ...['--to', shownPlace(prefix)],
    ...['--overwrite', String(overwrite)],
    ...list('--exclude', exclude),
    ...common(parameters),
  ]);
}

export function migrateCommand(choice: MigrationChoice, folder: string, context: CliContext): string {
  const { database, root, exclude, include, config, dropSource, acceptLoss } = choice;
  return commandLine(context, [
    'migrate',
    ...['--lakehouse', folder],
    ...['--database', database.name],
    ...['--to', shownPlace(root)],
    ...['--config', shownPlace(config.location)],
    ...(config.database === undefined ? [] : ['--etl-database', config.database]),
    ...(config.storagePrefix === undefined ? [] : ['--storage-prefix', config.storagePrefix]),
    ...list('--exclude', exclude),
    ...list('--include', include),
    ...(dropSource === undefined ? [] : ['--drop-source', dropSource]),
    ...list('--accept-loss', acceptLoss),
    ...common(choice),
  ]);
}

/** @param run the run that is meant, so that no other is resumed */
export function resumeCommand(root: string, run: string, folder: string, context: CliContext): string {
  return commandLine(context, ['resume', ...warehouse(folder), '--to', shownPlace(root), '--run', run]);
}

export function forgetCommand(
  { from, retention }: ForgetParameters,
  folder: string,
  context: CliContext,
): string {
  const { within, last, daily, weekly, monthly } = retention;
  const counts = Object.entries({ last, daily, weekly, monthly }).flatMap(([rule, count]) =>
    count === undefined ? [] : [`--keep-${rule}`, String(count)],
  );
  return commandLine(context, [
    'forget',
    ...warehouse(folder),
    ...['--from', shownPlace(from)],
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
      return restoreCommand(job.parameters, folder, context);
    case 'bronze-backup':
      return bronzeBackupCommand(job.parameters, folder, context);
    case 'migrate': {
      const { database, dropSource, ...choice } = job.parameters;
      const drop = dropSource ? { dropSource: database.name } : {};
      return migrateCommand({ ...choice, database, ...drop }, folder, context);
    }
    default:
      return exhaustive(job);
  }
}

/** For a command that is given a place by itself: the warehouse that reads it, unless it is a folder of this machine. */
export function warehouse(folder: string): readonly string[] {
  return isDatabricksAddress(folder) ? ['--lakehouse', folder] : [];
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
