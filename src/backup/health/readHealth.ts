/** Reads the health of Overwatch from a database's `pipeline_report`. */

import { Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import type { PipelineHealth } from './health';
import { pipelineHealth } from './judge';
import { REPORT_COLUMNS } from './moduleRuns';
import type { HealthOptions } from './verdict';

/**
 * @param location of the database
 * @throws Fault `not-found` where it has no `pipeline_report`
 */
export async function readHealth(
  location: string,
  lakehouse: Pick<Lakehouse, 'join' | 'readReport'>,
  { signal, ...options }: HealthOptions & { readonly signal: AbortSignal },
): Promise<PipelineHealth> {
  const table = lakehouse.join(location, PIPELINE_REPORT);
  const records = await lakehouse.readReport(table, signal, REPORT_COLUMNS);
  if (records !== undefined) return pipelineHealth(records, options);
  throw new Fault('not-found', `${location} holds no ${PIPELINE_REPORT}.`, {
    advice: `Choose the ETL database of Overwatch: the one with ${PIPELINE_REPORT}.`,
  });
}
