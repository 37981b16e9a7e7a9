/** What Databricks would run to clone a table from files to files. Pure. */

import type { CloneRequest } from './lakehouse';

export function cloneStatement({ source, sourceVersion, target }: CloneRequest): string {
  return `CREATE OR REPLACE TABLE ${table(target)} DEEP CLONE ${table(source)} VERSION AS OF ${sourceVersion}`;
}

function table(path: string): string {
  return `delta.\`${path.replaceAll('`', '``')}\``;
}
