/** Looks at all lakehouses again, and reads what is shown of their tables anew. */

import { isDatabricksAddress } from '../../lakehouse/address';
import type { Command } from './command';

export const refresh: Command = ({ lakehouses, tables, interrupted, connections }, subject) => {
  if (subject.kind === 'folder' && isDatabricksAddress(subject.folder)) {
    const scan = lakehouses.list().find(({ folder }) => folder === subject.folder)?.scan;
    // Whoever tries again may have signed in meanwhile, or changed the profile.
    if (scan?.kind === 'failed') connections.forget(subject.folder);
  }
  tables.refresh();
  interrupted.refresh();
  lakehouses.refresh();
};
