/** The lakehouse in which a run of this editor has written. */

import { isDatabricksAddress } from '../../lakehouse/address';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import type { Services } from '../services';
import type { TrackedRun } from './trackedRun';

/** A run in a workspace reads and writes by one warehouse; elsewhere its root is a folder like any other. */
export function lakehouseOfRun(
  { lakehouses }: Services,
  { folder, job }: Pick<TrackedRun, 'folder' | 'job'>,
): Promise<Lakehouse> {
  return lakehouses.open(isDatabricksAddress(folder) ? folder : job.parameters.root);
}
