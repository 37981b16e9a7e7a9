/** Shows a table's first rows: the newest, or those that a run of a backup left. */

import { showPage } from '../pages/panel';
import { previewPage } from '../pages/previewPage';
import { pickTable } from '../pickers/pickPlace';
import { readSettings } from '../settings';
import { onVersion, pageKey, reading } from './onVersion';

export const previewTable = onVersion(reading, pickTable, async (version) => {
  const { lakehouse, name, location, copy, at, signal } = version;
  const limit = readSettings().previewRows;
  const preview = await at((moment) => lakehouse.preview(location, moment, limit, signal));
  showPage(previewPage(name, location, preview, copy?.run), { key: pageKey('preview', version) });
});
