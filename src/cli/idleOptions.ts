/** Options that mean something only beside others. Where they would be passed over in silence, they are refused. */

import { Fault } from '../base/fault';
import { allValues, hasSwitch, type ParsedArgs } from './args';

/**
 * Refuses what is given although nothing would come of it: whoever gives it believes otherwise.
 *
 * @param names the options
 * @param to what they mean nothing to, such as `serverless compute`
 * @param advice what they belong to
 * @throws Fault `usage` for the first of them that is given.
 */
export function refuseIdle(args: ParsedArgs, names: readonly string[], to: string, advice: string): void {
  const idle = names.find((name) => allValues(args, name).length > 0 || hasSwitch(args, name));
  if (idle !== undefined) throw new Fault('usage', `--${idle} means nothing to ${to}.`, { advice });
}
