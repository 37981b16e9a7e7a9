/** What the Snapshot wizard has gathered so far, its steps, and what follows from them. Pure: no picker is shown here. */

import type { SnapshotParameters, SnapshotType } from '../../backup/plan';
import { Fault } from '../../base/fault';
import { groupOf, LAYERS, type Layer, type TableGroup } from '../../overwatch/catalog';
import { type ChosenTables, checkedTables, tableChoices } from './tableDraft';
import type { TableChoice } from './tablesStep';
import type { Source } from './wizard';

/** Everything but the database and the root has a default, so that Enter leads through. */
export interface SnapshotDraft extends ChosenTables {
  readonly database: Source | undefined;
  readonly type: SnapshotType;
  readonly layers: readonly Layer[];
  readonly root: string | undefined;
  /** Epoch ms; undefined for the latest versions. */
  readonly asOf: number | undefined;
  readonly checksum: boolean;
}

export const STEPS = ['database', 'type', 'layers', 'tables', 'root', 'review'] as const;
export type StepId = (typeof STEPS)[number];

/** The steps to take: the database is not asked for where the wizard was started from one. */
export function stepsFor(database: Source | undefined): readonly StepId[] {
  return database === undefined ? STEPS : STEPS.filter((step) => step !== 'database');
}

export function newDraft(database: Source | undefined): SnapshotDraft {
  return {
    database,
    type: 'full',
    layers: LAYERS,
    exclude: [],
    include: [],
    root: undefined,
    asOf: undefined,
    checksum: false,
  };
}

/** A draft for another database starts anew, for its tables are others. */
export function withDatabase(draft: SnapshotDraft, database: Source): SnapshotDraft {
  return draft.database?.location === database.location ? draft : newDraft(database);
}

/** The tables of the chosen layers; those of others are no choice. */
export function snapshotTables(draft: SnapshotDraft, tables: readonly string[]): readonly TableChoice[] {
  return tableChoices(draft, tables).filter(({ group }) => offered(draft, group));
}

/** The draft after the user has checked `names` among {@link snapshotTables}. */
export function withChecked(
  draft: SnapshotDraft,
  choices: readonly TableChoice[],
  names: readonly string[],
): SnapshotDraft {
  return { ...draft, ...checkedTables(choices, names) };
}

/** The draft after a choice of layers; exclusions in layers that are not chosen are forgotten. */
export function withLayers(draft: SnapshotDraft, layers: readonly Layer[]): SnapshotDraft {
  const changed = { ...draft, layers: LAYERS.filter((layer) => layers.includes(layer)) };
  return { ...changed, exclude: draft.exclude.filter((name) => offered(changed, groupOf(name))) };
}

function offered({ layers }: SnapshotDraft, group: TableGroup): boolean {
  return group === 'report' || group === 'other' || layers.includes(group);
}

/** The parameters of a finished draft. @throws Fault `internal` while the database or the root is missing. */
export function toParameters(draft: SnapshotDraft): SnapshotParameters {
  const { database, root, type, layers, exclude, include, asOf, checksum } = draft;
  if (database === undefined || root === undefined) {
    throw new Fault('internal', 'The database or the root has not been chosen yet.');
  }
  return {
    database: { name: database.name, location: database.location },
    root,
    type,
    layers,
    exclude,
    include,
    checksum,
    ...(asOf === undefined ? {} : { asOf }),
  };
}
