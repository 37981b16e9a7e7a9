/** Command lines that do in a terminal what the editor does, quoted for the shell they are pasted into. */

import { formatInstant } from '../backup/instant';
import type { SnapshotParameters } from '../backup/plan';
import { LAYERS } from '../overwatch/catalog';

/** PowerShell is what VS Code opens on Windows; everywhere else it is a POSIX shell. */
export type Shell = 'posix' | 'powershell';

export interface CliContext {
  /** The path of `dist/cli.js`. */
  readonly cli: string;
  readonly shell: Shell;
}

export function snapshotCommand(parameters: SnapshotParameters, folder: string, context: CliContext): string {
  const { database, root, type, layers, exclude, include, only, asOf, checksum } = parameters;
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
    ...(asOf === undefined ? [] : ['--as-of', formatInstant(asOf)]),
    ...(checksum ? ['--checksum'] : []),
  ]);
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
