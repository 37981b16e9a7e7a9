/** What is known so far of a process that code, a job or a schedule is generated for, its steps, and what follows from it. Pure. */

import type { Process } from '../../backup/plan';
import { Fault } from '../../base/fault';
import { databaseName, type Subject } from '../../generate/subject';
import { isDatabricksAddress } from '../../lakehouse/address';
import { isNamedPlace, shownPlace } from '../../lakehouse/placeText';
import { type BronzeDraft, newBronzeDraft, toBronzeChoice } from './bronzeDraft';
import {
  type MigrateDraft,
  type MigrateStepId,
  migrateStepIds,
  newMigrateDraft,
  toMigrationParameters,
} from './migrateDraft';
import { newRestore, type RestoreDraft, toRestoreChoice } from './restoreDraft';
import { newDraft, type SnapshotDraft, type StepId, toParameters } from './snapshotDraft';
import { type PlaceChoice, present, presentSource, type Source } from './wizard';

/** Where it is to run: on Databricks, whose names and paths are typed or known of a workspace, or on this machine. */
export type Purpose = 'databricks' | 'here';

/** What the wizard was started from, and so does not ask for. */
export interface SubjectStart {
  readonly process?: Process;
  readonly database?: PlaceChoice;
  /** Only a restore reads one. */
  readonly backup?: PlaceChoice;
}

/** The draft of each process's own wizard. */
export interface DraftOf {
  readonly snapshot: SnapshotDraft;
  readonly restore: RestoreDraft;
  readonly 'bronze-backup': BronzeDraft;
  readonly migrate: MigrateDraft;
}

export interface SubjectDraft {
  readonly process: Process;
  readonly drafts: DraftOf;
  /** What Databricks calls the database, or the path by which it finds the backup, where the source itself does not tell. */
  readonly named: string | undefined;
}

export const PROCESSES = [
  'snapshot',
  'bronze-backup',
  'restore',
  'migrate',
] as const satisfies readonly Process[];

/** Those that can be chosen: what was started from a database or a backup reads it. */
export function offeredProcesses(start: SubjectStart | undefined): readonly Process[] {
  if (start?.process !== undefined) return [start.process];
  if (start?.backup !== undefined) return ['restore'];
  return start?.database === undefined ? PROCESSES : PROCESSES.filter((process) => process !== 'restore');
}

export function newSubject(start: SubjectStart | undefined): SubjectDraft {
  return {
    process: offeredProcesses(start)[0] ?? 'snapshot',
    drafts: {
      snapshot: newDraft(start?.database),
      restore: newRestore(start?.backup === undefined ? undefined : { backup: start.backup }),
      'bronze-backup': newBronzeDraft(start?.database),
      migrate: newMigrateDraft(start?.database),
    },
    named: undefined,
  };
}

export function withProcess(subject: SubjectDraft, process: Process): SubjectDraft {
  return process === subject.process ? subject : { ...subject, process, named: undefined };
}

/** The draft after a step of a process' own. Another source is called otherwise. */
export function withDraft<P extends Process>(
  subject: SubjectDraft,
  process: P,
  draft: DraftOf[P],
): SubjectDraft {
  const changed = { ...subject, drafts: { ...subject.drafts, [process]: draft } };
  return sourceOf(changed)?.location === sourceOf(subject)?.location
    ? changed
    : { ...changed, named: undefined };
}

/** The database or the backup that is read; undefined while it is not chosen. */
export function sourceOf({ process, drafts }: SubjectDraft): Source | undefined {
  return process === 'restore' ? drafts.restore.backup : drafts[process].database;
}

/** The address of the lakehouse that the source was chosen from. @throws Fault `internal` where it was typed. */
export function presentFolder(subject: SubjectDraft): string {
  return present(sourceOf(subject)).folder;
}

export type SubjectStepId =
  | 'process'
  /** What Databricks calls the source. */
  | 'naming'
  | Exclude<StepId, 'review'>
  | 'overwrite'
  | 'backup'
  | 'state'
  | Exclude<MigrateStepId, 'checklist' | 'review'>;

/** The steps to take: those of the process's own wizard up to its plan, without what is given. */
export function subjectStepIds(
  subject: SubjectDraft,
  purpose: Purpose,
  start: SubjectStart | undefined,
): readonly SubjectStepId[] {
  const isRestore = subject.process === 'restore';
  const given = isRestore ? start?.backup : start?.database;
  return [
    ...(offeredProcesses(start).length === 1 ? [] : (['process'] as const)),
    ...(given !== undefined ? [] : isRestore ? (['backup'] as const) : (['database'] as const)),
    ...(purpose === 'databricks' && isNamingAsked(subject) ? (['naming'] as const) : []),
    ...ownStepIds(subject, purpose),
  ];
}

function ownStepIds({ process, drafts }: SubjectDraft, purpose: Purpose): readonly SubjectStepId[] {
  switch (process) {
    case 'snapshot':
      return ['type', 'layers', 'tables', 'root'];
    case 'restore':
      // Which run left what is known on this machine only.
      return [...(purpose === 'here' ? (['state'] as const) : []), 'tables', 'root'];
    case 'bronze-backup':
      return ['overwrite', 'tables', 'root'];
    case 'migrate':
      return migrateStepIds(drafts.migrate, true).filter((id) => id !== 'checklist' && id !== 'review');
  }
}

function isNamingAsked(subject: SubjectDraft): boolean {
  const source = sourceOf(subject);
  return source !== undefined && ownName(subject.process, source) === undefined;
}

/** What a source is called on Databricks, where it tells that itself: it was typed, or it is of a workspace. */
function ownName(process: Process, { location, folder }: Source): string | undefined {
  if (folder === undefined) return location;
  if (!isDatabricksAddress(folder) || isNamedPlace(location) === (process === 'restore')) return undefined;
  return process === 'restore' ? location : shownPlace(location);
}

/** What Databricks calls the database, or the path by which it finds the backup. @throws Fault `internal` while that is not known. */
export function nameOnDatabricks(subject: SubjectDraft): string {
  const name = ownName(subject.process, presentSource(sourceOf(subject))) ?? subject.named;
  if (name === undefined)
    throw new Fault('internal', 'The database or the backup has no name on Databricks yet.');
  return name;
}

/** What a source of this machine is likely called on Databricks; empty where nothing is likely. */
export function likelyName(process: Process, { name, location }: Source): string {
  if (process === 'restore') return /^\/dbfs\/./.test(location) ? location.replace(/^\/dbfs/, 'dbfs:') : '';
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return /^[\w.-]+$/.test(last) ? last : '';
}

/** What was gathered, with its places as Databricks or this machine knows them. @throws Fault `internal` while something is missing. */
export function toSubject(subject: SubjectDraft, purpose: Purpose): Subject {
  const { process, drafts } = subject;
  const onDatabricks = purpose === 'databricks';
  const known = <D extends { readonly name: string }>(database: D): D =>
    onDatabricks ? { ...database, name: databaseName(nameOnDatabricks(subject), 'The source') } : database;
  switch (process) {
    case 'snapshot': {
      const parameters = toParameters(drafts.snapshot);
      return { process, parameters: { ...parameters, database: known(parameters.database) } };
    }
    case 'restore': {
      const choice = toRestoreChoice(drafts.restore);
      const from = onDatabricks ? nameOnDatabricks(subject) : choice.from;
      // What the backed up database was called only its report tells.
      return { process, parameters: { ...choice, from, database: { name: '', location: '' } } };
    }
    case 'bronze-backup': {
      const choice = toBronzeChoice(drafts['bronze-backup']);
      return { process, parameters: { ...choice, root: choice.prefix, database: known(choice.database) } };
    }
    case 'migrate': {
      // Whether the jobs are stopped matters when it runs.
      const { jobsStopped: _, ...parameters } = toMigrationParameters(drafts.migrate);
      return { process, parameters: { ...parameters, database: known(parameters.database) } };
    }
  }
}
