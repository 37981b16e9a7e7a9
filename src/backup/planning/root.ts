/** Whether a folder may be the root of a snapshot: the refusals that protect the source and whatever else lies there. */

import { Fault } from '../../base/fault';
import { formatBytes } from '../../base/format';
import type { Lakehouse, RootInspection } from '../../lakehouse/lakehouse';

export interface AcceptedRoot {
  readonly inspection: RootInspection;
  /** What the user should know although the root may be used. */
  readonly warnings: readonly string[];
}

/**
 * Looks at the root of a snapshot of the database at `database`, whose `pipeline_report` lies at `pipelineReport`. Pickers call it while
 * the user types.
 *
 * @throws Fault `bad-target` where the root and the database lie within one another, where the root holds something else, and where it
 *   holds the backup of another database.
 */
export async function checkRoot(
  root: string,
  source: { readonly database: string; readonly pipelineReport: string },
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<AcceptedRoot> {
  if (await lakehouse.overlaps(root, source.database)) {
    throw new Fault(
      'bad-target',
      `The snapshot root ${root} and the database ${source.database} lie within one another.`,
      {
        advice: 'Choose a root outside the database, best on other storage.',
      },
    );
  }
  const inspection = await lakehouse.inspectRoot(root, signal);
  if (inspection.state === 'foreign') {
    throw new Fault(
      'bad-target',
      `The snapshot root ${root} holds something else: ${inspection.foreignNames.join(', ')}.`,
      {
        advice: 'Choose a new or an empty folder, or the root of an earlier snapshot.',
      },
    );
  }
  const warnings = await checkOrigin(root, inspection.clonedFrom, source.pipelineReport, lakehouse, signal);
  return { inspection, warnings };
}

/** Compares where the root's `pipeline_report` came from with the one that is now to be snapshotted into it. */
async function checkOrigin(
  root: string,
  clonedFrom: RootInspection['clonedFrom'],
  pipelineReport: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<string[]> {
  if (clonedFrom === undefined) return [];
  const tableId = await tableIdOf(pipelineReport, lakehouse, signal);
  const sameTable = tableId === clonedFrom.tableId;
  const samePlace = await lakehouse.overlaps(clonedFrom.location, pipelineReport);
  if (samePlace) return sameTable || tableId === undefined ? [] : [createdAnew(root)];
  if (sameTable)
    return [
      `${root} was last written from ${clonedFrom.location}: the database has moved, or this is a copy of it.`,
    ];
  throw new Fault(
    'bad-target',
    `The snapshot root ${root} holds the backup of another database, ${clonedFrom.location}.`,
    {
      advice: 'Choose a root of its own for each database.',
    },
  );
}

function createdAnew(root: string): string {
  return (
    `The database was created anew since ${root} was last written: its tables will replace those of the former one there, ` +
    'whose versions stay readable.'
  );
}

/** Undefined where the table cannot be read: then its step of the plan tells why, and only its location tells whose backup this is. */
async function tableIdOf(
  table: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await lakehouse.detail(table, 'latest', signal)).tableId;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/**
 * Refuses a copy that does not fit. `freeBytes` is undefined where the system does not say.
 *
 * @throws Fault `no-space`, naming both sizes.
 */
export function checkSpace(root: string, bytesToCopy: number, freeBytes: number | undefined): void {
  if (freeBytes === undefined || bytesToCopy <= freeBytes) return;
  throw new Fault(
    'no-space',
    `${formatBytes(bytesToCopy)} are to be copied, but ${root} has ${formatBytes(freeBytes)} free.`,
    {
      advice: 'Free some space there, choose another root, or choose fewer tables.',
    },
  );
}
