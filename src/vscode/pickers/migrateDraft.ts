/** What the Migrate wizard has gathered so far, its steps, and what follows from them. Pure: no picker is shown here. */

import type { MigrationChoice } from '../../backup/migration/plan';
import type { MigrationParameters } from '../../backup/plan';
import { Fault } from '../../base/fault';
import type { NamedJob } from '../../jobs/overwatchJobs';
import { type ChosenTables, checkedTables } from './tableDraft';
import type { TableChoice } from './tablesStep';
import type { Source } from './wizard';

export interface MigrateDraft extends ChosenTables {
  readonly database: Source | undefined;
  /** Tables that the copy does not cover: what was excluded, and what Overwatch did not write and was not taken in. */
  readonly notCovered: readonly string[];
  /** What lies in the database besides its Delta tables and is dropped with it, such as views; known once the source is to be dropped. */
  readonly alsoDropped: readonly string[];
  readonly root: string | undefined;
  /** The place of the deployment config. */
  readonly config: string | undefined;
  /** `etl_database_name` in the config; undefined where it is the database's name. */
  readonly configDatabase: string | undefined;
  /** What the config will say; undefined for the root. */
  readonly storagePrefix: string | undefined;
  readonly dropSource: boolean;
  /** Those of `lossesOf` that may be lost with the source. */
  readonly acceptLoss: readonly string[];
  readonly jobsStopped: boolean;
  /** Jobs of the workspace that were paused for it. */
  readonly pausedJobs: readonly NamedJob[];
  readonly checksum: boolean;
}

export type MigrateStepId =
  | 'database'
  | 'tables'
  | 'root'
  | 'config'
  | 'source'
  | 'losses'
  | 'checklist'
  | 'review'
  | 'name';

/** @param isGiven whether the wizard was started from a database, which is not asked for then. */
export function migrateStepIds(draft: MigrateDraft, isGiven: boolean): readonly MigrateStepId[] {
  const { dropSource } = draft;
  return [
    ...(isGiven ? [] : (['database'] as const)),
    'tables',
    'root',
    'config',
    'source',
    ...(dropSource && lossesOf(draft).length > 0 ? (['losses'] as const) : []),
    'checklist',
    'review',
    ...(dropSource ? (['name'] as const) : []),
  ];
}

/** What is lost when the source is dropped: nothing else holds it. */
export function lossesOf({
  notCovered,
  alsoDropped,
}: Pick<MigrateDraft, 'notCovered' | 'alsoDropped'>): readonly string[] {
  return [...new Set([...notCovered, ...alsoDropped])];
}

export function newMigrateDraft(database: Source | undefined): MigrateDraft {
  return {
    database,
    exclude: [],
    include: [],
    notCovered: [],
    alsoDropped: [],
    root: undefined,
    config: undefined,
    configDatabase: undefined,
    storagePrefix: undefined,
    dropSource: false,
    acceptLoss: [],
    jobsStopped: false,
    pausedJobs: [],
    checksum: false,
  };
}

/** A draft for another database starts anew, for its tables are others. */
export function withMigrateDatabase(draft: MigrateDraft, database: Source): MigrateDraft {
  return draft.database?.location === database.location ? draft : newMigrateDraft(database);
}

/** The draft after the user has checked `names` among all tables. Where other ones are left than before, each loss is to be accepted anew. */
export function withMigrateTables(
  draft: MigrateDraft,
  choices: readonly TableChoice[],
  names: readonly string[],
): MigrateDraft {
  const notCovered = choices.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  return acceptedAnew(draft, { ...draft, ...checkedTables(choices, names), notCovered });
}

/** The draft after the user has said what becomes of the source. Where other things go with it than before, each loss is to be accepted anew. */
export function withDrop(
  draft: MigrateDraft,
  dropSource: boolean,
  alsoDropped: readonly string[],
): MigrateDraft {
  return acceptedAnew(draft, { ...draft, dropSource, alsoDropped });
}

/** What was accepted as lost holds only while the losses are the same. */
function acceptedAnew(before: MigrateDraft, draft: MigrateDraft): MigrateDraft {
  const isAsBefore = lossesOf(draft).join('\n') === lossesOf(before).join('\n');
  return isAsBefore ? draft : { ...draft, acceptLoss: [] };
}

/** What is planned of a finished draft. @throws Fault `internal` while the database, the root or the config is missing. */
export function toMigrationChoice(draft: MigrateDraft): MigrationChoice {
  const { database, root, exclude, include, config, configDatabase, storagePrefix } = draft;
  const { dropSource, acceptLoss, jobsStopped, pausedJobs, checksum } = draft;
  if (database === undefined || root === undefined || config === undefined) {
    throw new Fault('internal', 'The database, the root or the config has not been chosen yet.');
  }
  return {
    database: { name: database.name, location: database.location },
    root,
    exclude,
    include,
    config: configOf({ config, configDatabase, storagePrefix }),
    // The last step sees to it that the name is typed before anything runs.
    ...(dropSource ? { dropSource: database.name } : {}),
    acceptLoss: dropSource ? acceptLoss : [],
    jobsStopped,
    ...(pausedJobs.length === 0 ? {} : { pausedJobs }),
    checksum,
  };
}

/** The parameters of a migration that is not planned yet. */
export function toMigrationParameters(draft: MigrateDraft): MigrationParameters {
  return { ...toMigrationChoice(draft), dropSource: draft.dropSource };
}

export function configOf({
  config,
  configDatabase,
  storagePrefix,
}: Pick<MigrateDraft, 'configDatabase' | 'storagePrefix'> & {
  readonly config: string;
}): MigrationParameters['config'] {
  return {
    location: config,
    ...(configDatabase === undefined ? {} : { database: configDatabase }),
    ...(storagePrefix === undefined ? {} : { storagePrefix }),
  };
}
