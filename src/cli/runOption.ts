/** The option `--run` of the commands that read one table: the version that a run of its backup left. */

import { type CopyOfRun, findCopy, readCopy } from '../backup/verify/copyOfRun';
import { Fault } from '../base/fault';
import type { Lakehouse, TableMoment } from '../lakehouse/lakehouse';
import { isNamedPlace, lastPart, parentPlace } from '../lakehouse/placeText';
import { BACKUP_DATA } from '../overwatch/recognise';
import { type OptionSpec, optionalValue, type ParsedArgs } from './args';

export const RUN: OptionSpec = {
  name: 'run',
  value: 'ID',
  help: 'The version that this run left; DIR is ROOT/data/TABLE then.',
};

/** One table at one version. */
export interface TableVersion {
  readonly location: string;
  /** Undefined where no run was asked for. */
  readonly copy: CopyOfRun | undefined;
  /** Reads the version. @throws Fault that says so where a run's version can no longer be read; whatever `read` throws. */
  readonly read: <T>(read: (moment: TableMoment) => Promise<T>) => Promise<T>;
}

/**
 * The table at `location` as `--run` or, without it, `moment` means it.
 *
 * @throws Fault `usage` for a table that lies in no backup; as `findCopy` does.
 */
export async function versionOf(
  location: string,
  moment: TableMoment,
  args: ParsedArgs,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<TableVersion> {
  const runId = optionalValue(args, RUN.name);
  if (runId === undefined) return { location, copy: undefined, read: (read) => read(moment) };
  const data = parentPlace(location);
  const isNamed = isNamedPlace(location);
  if (!isNamed && lastPart(data) !== BACKUP_DATA) {
    throw new Fault('usage', `${location} is no table of a backup, so no run has left it.`, {
      advice: `With --run, the table lies in ROOT/${BACKUP_DATA}.`,
    });
  }
  const choice = { root: isNamed ? data : parentPlace(data), runId, table: lastPart(location) };
  const copy = await findCopy(choice, lakehouse, signal);
  return { location: copy.location, copy, read: (read) => readCopy(copy, read, lakehouse, signal) };
}
