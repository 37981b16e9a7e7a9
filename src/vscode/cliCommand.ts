/** Command lines that do in a terminal what the editor does, quoted for the shell they are pasted into. */

import type { ForgetParameters } from '../backup/retention/forget';
import type { Period } from '../backup/retention/retention';
import { exhaustive } from '../base/fault';
import { commandWords, type Told } from '../generate/commandWords';
import { isDatabricksAddress } from '../lakehouse/address';
import { shownPlace } from '../lakehouse/placeText';

/** PowerShell is what VS Code opens on Windows; everywhere else it is a POSIX shell. */
export type Shell = 'posix' | 'powershell';

export interface CliContext {
  /** The path of `dist/cli.js`. */
  readonly cli: string;
  readonly shell: Shell;
}

/**
 * The command line that does a process as the editor would.
 *
 * @param folder the address of the lakehouse, here as in all that follow
 */
export function processCommand(told: Told, folder: string, context: CliContext): string {
  const lakehouses = told.process === 'restore' && !isDatabricksAddress(folder) ? [] : [folder];
  return commandLine(context, commandWords(withShownPlaces(told), lakehouses));
}

/** Places are written as people do. */
function withShownPlaces(told: Told): Told {
  switch (told.process) {
    case 'snapshot': {
      const { process, parameters } = told;
      return { process, parameters: { ...parameters, root: shownPlace(parameters.root) } };
    }
    case 'restore': {
      const { process, parameters } = told;
      const [from, root] = [shownPlace(parameters.from), shownPlace(parameters.root)];
      return { process, parameters: { ...parameters, from, root } };
    }
    case 'bronze-backup': {
      const { process, parameters } = told;
      return { process, parameters: { ...parameters, prefix: shownPlace(parameters.prefix) } };
    }
    case 'migrate': {
      const { process, parameters } = told;
      const config = { ...parameters.config, location: shownPlace(parameters.config.location) };
      return { process, parameters: { ...parameters, root: shownPlace(parameters.root), config } };
    }
    default:
      return exhaustive(told);
  }
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

/** For a command that is given a place by itself: the warehouse that reads it, unless it is a folder of this machine. */
export function warehouse(folder: string): readonly string[] {
  return isDatabricksAddress(folder) ? ['--lakehouse', folder] : [];
}

/** Any command of the CLI with its arguments. */
export function commandLine({ cli, shell }: CliContext, args: readonly string[]): string {
  return ['node', cli, ...args].map((word) => quote(word, shell)).join(' ');
}

/** A word as the shell takes it literally. */
export function quote(word: string, shell: Shell): string {
  const plain = shell === 'posix' ? /^[\w@%+=:,./-]+$/ : /^[\w+=:./\\-]+$/;
  if (plain.test(word)) return word;
  return shell === 'posix' ? `'${word.replaceAll("'", `'\\''`)}'` : `'${word.replaceAll("'", "''")}'`;
}
