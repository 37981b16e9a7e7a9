/** Which tables of a database a draft takes, for the processes that can take tables in that Overwatch does not write. Pure. */

import { groupOf, PIPELINE_REPORT } from '../../overwatch/catalog';
import { sameName } from '../../overwatch/names';
import type { TableChoice } from './tablesStep';

export interface ChosenTables {
  /** Names as their folders spell them. */
  readonly exclude: readonly string[];
  /** Names of tables that the catalog does not know. */
  readonly include: readonly string[];
}

/** The tables that can be left out or, under `other`, taken in. `pipeline_report` always comes along and is no choice. */
export function tableChoices(
  { exclude, include }: ChosenTables,
  tables: readonly string[],
): readonly TableChoice[] {
  return tables.flatMap((name) => {
    if (sameName(name, PIPELINE_REPORT)) return [];
    const group = groupOf(name);
    const checked = group === 'other' ? include.includes(name) : !exclude.includes(name);
    return [{ name, group, checked }];
  });
}

/** What follows from checking `names` among {@link tableChoices}. */
export function checkedTables(choices: readonly TableChoice[], names: readonly string[]): ChosenTables {
  const checked = new Set(names);
  const other = (choice: TableChoice) => choice.group === 'other';
  return {
    exclude: choices.filter((choice) => !other(choice) && !checked.has(choice.name)).map(({ name }) => name),
    include: choices.filter((choice) => other(choice) && checked.has(choice.name)).map(({ name }) => name),
  };
}
