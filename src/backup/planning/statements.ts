/** What Databricks would run to do the same as an incremental step. Pure. */

import { sqlDeltaTable, sqlName } from '../../base/sqlName';
import type { CloneRequest, WriteMode } from '../../lakehouse/lakehouse';

/** @param fromVersion the version that the target stands for already */
export function incrementalStatement(request: CloneRequest, fromVersion: number, write: WriteMode): string {
  const { source, sourceVersion, target } = request;
  if (fromVersion === sourceVersion) return '-- The source has no new version.';
  const rows = (version: number) => `SELECT * FROM ${sqlDeltaTable(source)} VERSION AS OF ${version}`;
  const news = `${rows(sourceVersion)} EXCEPT ALL ${rows(fromVersion)}`;
  if (write.mode === 'append') return `INSERT INTO ${sqlDeltaTable(target)} ${news}`;
  const match = write.keys.map((key) => `t.${sqlName(key)} <=> s.${sqlName(key)}`).join(' AND ');
  return `MERGE INTO ${sqlDeltaTable(target)} t USING (${news}) s ON ${match} WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *`;
}
