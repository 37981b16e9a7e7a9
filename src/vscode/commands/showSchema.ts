/** Shows a table's columns, properties and features: as they are, or as a run of a backup left them. */

import { showPage } from '../pages/panel';
import { schemaPage } from '../pages/schemaPage';
import { pickTable } from '../pickers/pickPlace';
import { onVersion, pageKey, reading } from './onVersion';

export const showSchema = onVersion(reading, pickTable, async (version) => {
  const { lakehouse, name, location, copy, at, signal } = version;
  const detail = await at((moment) => lakehouse.detail(location, moment, signal));
  showPage(schemaPage(name, detail, copy?.run), { key: pageKey('schema', version) });
});
