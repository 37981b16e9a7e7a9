/** `npm run sample [-- --scale N] [--to DIR]`: writes the sample lakehouse and says what it wrote. */

import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { asFault } from '../../src/base/fault';
import { formatBytes, formatCount, formatDuration } from '../../src/base/format';
import { SAMPLE_DATABASE, writeSample } from './sample';

/** In the repository, and ignored by git. */
const DEFAULT_DIRECTORY = resolve(__dirname, '../../sample-lakehouse');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { scale: { type: 'string', default: '1' }, to: { type: 'string' } },
  });
  const directory = values.to === undefined ? DEFAULT_DIRECTORY : resolve(values.to);
  // What lies in the repository's own directory is an older sample. Another directory may hold something else, so nothing is removed there.
  if (values.to === undefined) await rm(join(directory, SAMPLE_DATABASE), { recursive: true, force: true });
  const started = Date.now();
  const { database, tables, files, rows, bytes } = await writeSample({
    directory,
    scale: Number(values.scale),
  });
  const size = `${formatCount(rows, 'row')} in ${formatCount(files, 'file')}, ${formatBytes(bytes)}`;
  console.log(
    `Wrote ${formatCount(tables, 'table')} (${size}) to ${database} in ${formatDuration(Date.now() - started)}.`,
  );
}

main().catch((error: unknown) => {
  const { message, advice } = asFault(error);
  console.error(advice === undefined ? message : `${message} ${advice}`);
  process.exitCode = 1;
});
