/** Which of a database's tables a snapshot takes, and why the others stay out. Pure. */

import { Fault } from '../../base/fault';
import type { TableEntry } from '../../lakehouse/lakehouse';
import { CATALOG, GROUPS, groupOf, PIPELINE_REPORT, type TableGroup } from '../../overwatch/catalog';
import { resolveTables, sameName } from '../../overwatch/names';
import type { LeftOut, SnapshotParameters } from '../plan';

export interface SelectedTable {
  readonly entry: TableEntry;
  readonly group: TableGroup;
}

export interface Selection {
  /** Bronze, silver, gold, report, other; within a group in the catalog's order, then by name. */
  readonly chosen: readonly SelectedTable[];
  readonly leftOut: readonly LeftOut[];
}

interface Choice extends Pick<SnapshotParameters, 'layers' | 'exclude' | 'include' | 'only'> {
  /** Names of the database, where they are known: no other may stand before those of its tables. */
  readonly databases?: readonly string[];
}

/**
 * Applies layers, exclusions and inclusions to the tables that lie in a database. Tables of the catalog that do not lie there are in
 * neither list. The pipeline's own tables come along whatever the layers are.
 *
 * @throws Fault `unknown-table` for a name that matches no table; `usage` for a table of another database, and where `pipeline_report` is
 *   excluded or no table is left; `bad-target` where two chosen tables would be written to one target.
 */
export function selectTables(tables: readonly TableEntry[], choice: Choice): Selection {
  const names = tables.map((table) => table.name);
  const resolve = (list: readonly string[], absentIsFine = false) =>
    new Set(resolveTables(list, names, { absentIsFine, databases: choice.databases }));
  const excluded = resolve(choice.exclude, true);
  refuseWithoutPipelineReport(excluded);
  const included = resolve(choice.include);
  const only = choice.only === undefined ? undefined : resolve(choice.only);
  const layers: readonly TableGroup[] = choice.layers;

  const chosen: SelectedTable[] = [];
  const leftOut: LeftOut[] = [];
  for (const entry of [...tables].sort(inCatalogOrder)) {
    const group = groupOf(entry.name);
    const table = entry.name;
    if (only !== undefined) {
      if (only.has(table)) chosen.push({ entry, group });
    } else if (excluded.has(table)) leftOut.push({ table, group, reason: 'excluded' });
    else if (included.has(table) || group === 'report' || layers.includes(group))
      chosen.push({ entry, group });
    else leftOut.push({ table, group, reason: group === 'other' ? 'unknown' : 'layer' });
  }
  refuseNothing(chosen, choice);
  refuseSameTarget(chosen);
  return { chosen, leftOut };
}

function refuseWithoutPipelineReport(excluded: ReadonlySet<string>): void {
  if (![...excluded].some((name) => sameName(name, PIPELINE_REPORT))) return;
  throw new Fault('usage', `${PIPELINE_REPORT} cannot be excluded: it is part of every snapshot.`, {
    advice: `Take ${PIPELINE_REPORT} off the tables to exclude.`,
  });
}

function refuseNothing(chosen: readonly SelectedTable[], { layers, only }: Choice): void {
  if (only !== undefined && chosen.length === 0) throw new Fault('usage', 'No table is chosen.');
  if (only !== undefined || chosen.some(({ group }) => group !== 'report')) return;
  const where = layers.length === 0 ? 'No layer is chosen' : `No table of ${layers.join(', ')} is left`;
  throw new Fault('usage', `${where}: the snapshot would hold nothing but the pipeline's own tables.`, {
    advice: 'Choose more layers, exclude fewer tables, or include tables by name.',
  });
}

function refuseSameTarget(chosen: readonly SelectedTable[]): void {
  const byTarget = new Map<string, string>();
  for (const { entry } of chosen) {
    const target = targetName(entry.name);
    const other = byTarget.get(target);
    if (other !== undefined) {
      throw new Fault(
        'bad-target',
        `The tables ${other} and ${entry.name} would both be written to ${target}.`,
        {
          advice: 'Exclude one of them by its exact spelling.',
        },
      );
    }
    byTarget.set(target, entry.name);
  }
}

/** The folder of a table's copy below `<root>/data`. */
export function targetName(table: string): string {
  return table.toLowerCase();
}

const RANK = new Map(CATALOG.map((table, index) => [table.name.toLowerCase(), index]));

/** Bronze, silver, gold, report, other; within a group in Overwatch’s order, then by name. */
export function inCatalogOrder(one: TableEntry, other: TableEntry): number {
  const rank = ({ name }: TableEntry) => RANK.get(name.toLowerCase()) ?? CATALOG.length;
  const group = ({ name }: TableEntry) => GROUPS.indexOf(groupOf(name));
  return group(one) - group(other) || rank(one) - rank(other) || (one.name < other.name ? -1 : 1);
}
