/** Reads all that the tree shows of the database below the folder in the first argument. */

import { mapLimit } from '../../src/base/concurrency';
import { Fault } from '../../src/base/fault';
import { openFolderLakehouse } from '../../src/lakehouse/folder';
import { printMeasured } from './child';

/** As many as the tree reads at a time. */
const CONCURRENT_DETAILS = 8;

const { signal } = new AbortController();

async function readTree(root: string): Promise<void> {
  const lakehouse = openFolderLakehouse({ roots: [root] });
  const [database] = await lakehouse.entries(signal);
  if (database?.kind !== 'database') throw new Fault('internal', `No database was found in ${root}.`);
  const tables = await lakehouse.tables(database.location, signal);
  await mapLimit(tables, CONCURRENT_DETAILS, ({ location }) => lakehouse.detail(location, 'latest', signal));
}

printMeasured(() => readTree(process.argv[2] ?? ''));
