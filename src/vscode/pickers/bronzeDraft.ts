/** What the Bronze Backup wizard has gathered so far, and what follows from it. Pure: no picker is shown here. */

import type { BronzeBackupParameters } from '../../backup/plan';
import { Fault } from '../../base/fault';
import { groupOf } from '../../overwatch/catalog';
import type { TableChoice } from './tablesStep';
import type { Source } from './wizard';

export interface BronzeDraft {
  readonly database: Source | undefined;
  /** Whether the copy replaces the one before it. */
  readonly overwrite: boolean;
  /** Names as their folders spell them. */
  readonly exclude: readonly string[];
  /** The prefix below which the copies lie. */
  readonly root: string | undefined;
  /** Epoch ms; undefined for the latest versions. */
  readonly asOf: number | undefined;
  readonly checksum: boolean;
}

export function newBronzeDraft(database: Source | undefined): BronzeDraft {
  return { database, overwrite: false, exclude: [], root: undefined, asOf: undefined, checksum: false };
}

/** A draft for another database starts anew, for its tables are others. */
export function withBronzeDatabase(draft: BronzeDraft, database: Source): BronzeDraft {
  return draft.database?.location === database.location ? draft : newBronzeDraft(database);
}

/** The bronze tables; `pipeline_report` always comes along and is no choice. */
export function bronzeTables({ exclude }: BronzeDraft, names: readonly string[]): readonly TableChoice[] {
  return names.flatMap((name) => {
    const group = groupOf(name);
    return group === 'bronze' ? [{ name, group, checked: !exclude.includes(name) }] : [];
  });
}

/** The draft after the user has checked `names` among the bronze tables. */
export function withBronzeTables(
  draft: BronzeDraft,
  choices: readonly TableChoice[],
  names: readonly string[],
): BronzeDraft {
  const left = choices.filter(({ name }) => !names.includes(name));
  return { ...draft, exclude: left.map(({ name }) => name) };
}

/** What is planned of a finished draft. @throws Fault `internal` while the database or the prefix is missing. */
export function toBronzeChoice({
  database,
  overwrite,
  exclude,
  root,
  asOf,
  checksum,
}: BronzeDraft): Omit<BronzeBackupParameters, 'root'> {
  if (database === undefined || root === undefined) {
    throw new Fault('internal', 'The database or the prefix has not been chosen yet.');
  }
  return {
    database: { name: database.name, location: database.location },
    prefix: root,
    overwrite,
    exclude,
    checksum,
    ...(asOf === undefined ? {} : { asOf }),
  };
}
