/** What every command of the CLI is. */

import type { CommandSpec, ParsedArgs } from './args';
import type { CliContext } from './context';

export interface Command {
  readonly spec: CommandSpec;
  /** Does the command's work and returns its exit code. */
  readonly run: (args: ParsedArgs, context: CliContext) => Promise<number>;
}
