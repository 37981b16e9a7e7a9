/** Looks at all folders again, and reads what is shown of their tables anew. */

import type { Command } from './command';

export const refresh: Command = ({ lakehouses, tables }) => {
  tables.refresh();
  lakehouses.refresh();
};
