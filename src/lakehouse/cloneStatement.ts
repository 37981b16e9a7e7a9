/** What Databricks would run to clone a table from files to files. Pure. */

import { sqlDeltaTable } from '../base/sqlName';
import type { CloneRequest } from './lakehouse';

export function cloneStatement({ source, sourceVersion, target }: CloneRequest): string {
  return `CREATE OR REPLACE TABLE ${sqlDeltaTable(target)} DEEP CLONE ${sqlDeltaTable(source)} VERSION AS OF ${sourceVersion}`;
}
