/** Where generated text goes: to the output, or into a file that is not there yet. What to know of it goes to the standard error. */

import path from 'node:path';
import { hasSwitch, type OptionSpec, optionalValue, type ParsedArgs } from './args';
import type { CliContext } from './context';
import { refuseIdle } from './idleOptions';
import { printLine } from './output';

export const OUTPUT_OPTIONS: readonly OptionSpec[] = [
  { name: 'out', value: 'FILE', help: 'Write to a new file instead of the output.' },
  { name: 'force', help: 'Replace the file if it is there.' },
];

/** The schedule of whatever is scheduled. */
export const SCHEDULE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'cron',
    value: 'CRON',
    help: 'When: the cron of Quartz, "seconds minutes hours day month weekday\n[year]"; "0 0 3 ? * SUN" without it.',
  },
  { name: 'timezone', value: 'ZONE', help: 'Of which time zone, such as Europe/Berlin; UTC without it.' },
];

/**
 * Writes the text to where it was asked for, then its notes.
 *
 * @throws Fault `bad-target` where the file is there and `--force` is not given, `usage` for `--force` without a file.
 */
export async function tell(
  generated: { readonly text: string; readonly notes: readonly string[] },
  args: ParsedArgs,
  context: CliContext,
): Promise<void> {
  const { stdout, stderr, cwd } = context;
  const out = outOf(args);
  if (out === undefined) stdout.write(generated.text);
  else await writeGenerated(path.resolve(cwd, out), generated.text, args, context);
  for (const note of generated.notes) printLine(stderr, note);
}

/** Where `--out` wants it. @throws Fault `usage` for `--force` without it. */
export function outOf(args: ParsedArgs): string | undefined {
  const out = optionalValue(args, 'out');
  if (out === undefined) refuseIdle(args, ['force'], 'the output', 'It belongs to --out.');
  return out;
}

/** Writes one file, and says so. @throws Fault `bad-target` where it is there and `--force` is not given. */
export async function writeGenerated(
  file: string,
  text: string,
  args: ParsedArgs,
  { stderr, writeNewFile }: CliContext,
): Promise<void> {
  await writeNewFile(file, text, hasSwitch(args, 'force'));
  printLine(stderr, `Written: ${file}`);
}
