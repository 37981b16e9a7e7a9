/** In which folder of a backup or of a database a copy lies. Pure. */

import { BACKUP_DATA, GLOBAL_SHARE } from '../../overwatch/recognise';
import type { ReportRow } from './report';

/** The folder above a copy; undefined where the copy has a name and no path, so that tables of all kinds lie side by side. */
export function folderOf({ target }: Pick<ReportRow, 'target'>): string | undefined {
  return target.split(/[\\/]/).at(-2);
}

/** A migration reports in the same place, but not on tables in `data`. */
export function isOfBackup(row: Pick<ReportRow, 'target'> & Partial<Pick<ReportRow, 'process'>>): boolean {
  const folder = folderOf(row) ?? (isIntoDatabase(row.process) ? GLOBAL_SHARE : BACKUP_DATA);
  return folder === BACKUP_DATA;
}

function isIntoDatabase(process: string | undefined): boolean {
  return process === 'migrate' || process === 'restore';
}
