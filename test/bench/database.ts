/** A whole run as a person starts it: plan, run and report. */

import type { SnapshotParameters } from '../../src/backup/plan';
import { planSnapshot } from '../../src/backup/planning/snapshot';
import { runPlan } from '../../src/backup/run/run';
import { newRunId } from '../../src/backup/runId';
import { Fault } from '../../src/base/fault';
import { openFolderLakehouse } from '../../src/lakehouse/folder';
import { LAYERS } from '../../src/overwatch/catalog';

/** As many tables at a time as a run takes unless told otherwise. */
export const CONCURRENT_TABLES = 4;

const { signal } = new AbortController();

/** Plans and runs a snapshot as a new process would: with a lakehouse that remembers nothing. */
export async function snapshotDatabase(
  type: SnapshotParameters['type'],
  lake: string,
  database: string,
  root: string,
): Promise<void> {
  const lakehouse = openFolderLakehouse({ roots: [lake] });
  const now = Date.now;
  const parameters = {
    database: { name: 'global_share', location: database },
    root,
    type,
    layers: LAYERS,
    exclude: [],
    include: [],
    checksum: false,
  } as const;
  const options = { now, concurrency: CONCURRENT_TABLES, signal };
  const plan = await planSnapshot(parameters, lakehouse, { ...options, runId: newRunId(now()) });
  const { status } = await runPlan(plan, lakehouse, { ...options, onEvent: () => undefined });
  if (status !== 'done') throw new Fault('internal', `The snapshot that was measured ended as ${status}.`);
}
