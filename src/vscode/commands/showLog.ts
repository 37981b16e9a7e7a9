/** Opens the log. */

import type { Command } from './command';

export const showLog: Command = ({ log }) => log.show();
