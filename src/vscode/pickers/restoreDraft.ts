/** What the Restore wizard has gathered so far, and what follows from it. Pure: no picker is shown here. */

import type { RestoreChoice } from '../../backup/restore/restore';
import { Fault } from '../../base/fault';
import { groupOf } from '../../overwatch/catalog';
import type { TableChoice } from './tablesStep';
import type { Source } from './wizard';

/** Which state of the backup is restored: its newest copies, or what a run left, or what stood at an instant (epoch ms). */
export type RestoredState = 'latest' | { readonly run: string } | { readonly asOf: number };

export interface RestoreDraft {
  readonly backup: Source | undefined;
  readonly state: RestoredState;
  /** Names of the tables to restore, as their folders spell them; undefined for all. */
  readonly only: readonly string[] | undefined;
  readonly root: string | undefined;
  /** Of `state`, for the review. */
  readonly asOf: number | undefined;
  readonly checksum: boolean;
}

/** What the wizard was started from. */
export interface RestoreStart {
  readonly backup: Source;
  readonly run?: string;
}

export function newRestore(start: RestoreStart | undefined): RestoreDraft {
  const draft: RestoreDraft = {
    backup: start?.backup,
    state: 'latest',
    only: undefined,
    root: undefined,
    asOf: undefined,
    checksum: false,
  };
  return start?.run === undefined ? draft : withState(draft, { run: start.run });
}

/** A draft for another backup starts anew, for its runs and tables are others. */
export function withBackup(draft: RestoreDraft, backup: Source): RestoreDraft {
  return draft.backup?.location === backup.location ? draft : newRestore({ backup });
}

export function withState(draft: RestoreDraft, state: RestoredState): RestoreDraft {
  return { ...draft, state, asOf: state !== 'latest' && 'asOf' in state ? state.asOf : undefined };
}

/** All tables of the backup. */
export function restoreTables({ only }: RestoreDraft, names: readonly string[]): readonly TableChoice[] {
  return names.map((name) => ({
    name,
    group: groupOf(name),
    checked: only === undefined || only.includes(name),
  }));
}

/** The draft after the user has checked `names` among all tables. */
export function withTables(
  draft: RestoreDraft,
  choices: readonly TableChoice[],
  names: readonly string[],
): RestoreDraft {
  return { ...draft, only: names.length === choices.length ? undefined : names };
}

/** What is planned of a finished draft. @throws Fault `internal` while the backup or the target is missing. */
export function toRestoreChoice({ backup, state, only, root, checksum }: RestoreDraft): RestoreChoice {
  if (backup === undefined || root === undefined) {
    throw new Fault('internal', 'The backup or the target has not been chosen yet.');
  }
  return {
    from: backup.location,
    root,
    checksum,
    ...(only === undefined ? {} : { only }),
    ...(state === 'latest' ? {} : state),
  };
}
