/** The steps that make a subject: those of the process's own wizard, with names and places of Databricks where it is to run there. */

import * as vscode from 'vscode';
import type { Process } from '../../backup/plan';
import { isDatabricksAddress } from '../../lakehouse/address';
import { isNamedPlace } from '../../lakehouse/placeText';
import { processTitle } from '../processTitle';
import type { Services } from '../services';
import { bronzePrefixes, knownPaths } from './backupRoot';
import { withBronzeDatabase } from './bronzeDraft';
import { bronzeSteps } from './bronzeSteps';
import { databricksConfigStep, databricksRootStep, namingStep, typedSource } from './databricksSteps';
import { withMigrateDatabase } from './migrateDraft';
import { migrateSteps } from './migrateSteps';
import { backupStep, databaseStep } from './placeStep';
import { processStep } from './processStep';
import { withBackup } from './restoreDraft';
import { restoreSteps } from './restoreSteps';
import type { ReviewOption } from './reviewStep';
import { withDatabase } from './snapshotDraft';
import { snapshotSteps } from './snapshotSteps';
import { nameStep } from './sourceSteps';
import type { Step } from './steps';
import {
  type DraftOf,
  likelyName,
  nameOnDatabricks,
  offeredProcesses,
  type Purpose,
  type SubjectDraft,
  type SubjectStart,
  type SubjectStepId,
  sourceOf,
  withDraft,
  withProcess,
} from './subjectDraft';
import { typeStep } from './typeStep';
import { type PlaceChoice, presentSource, type WizardState } from './wizard';

export interface SubjectQuestion {
  readonly purpose: Purpose;
  readonly start: SubjectStart | undefined;
  /** What the wizard is called, such as `Generate Job`; its steps add the process. */
  readonly title: string;
}

/** What a wizard that begins with these steps gathers, beside what it asks for itself. */
export interface HasSubject {
  readonly subject: SubjectDraft;
}

type Steps<State> = Readonly<Partial<Record<SubjectStepId, Step<State>>>>;

/** What the steps of such a wizard are headed, such as `Generate Job: Snapshot of overwatch_etl`. */
export function subjectTitle(title: string, subject: SubjectDraft): string {
  const { process, named } = subject;
  // A backup goes by its name rather than by its path.
  const name = (process === 'restore' ? undefined : named) ?? sourceOf(subject)?.name;
  return `${title}: ${processTitle(process, name)}`;
}

/** The steps by their ids, for what was chosen so far. */
export function stepTable<State extends HasSubject>(
  services: Services,
  question: SubjectQuestion,
  { subject }: State,
): Steps<State> {
  const { process } = subject;
  const title = subjectTitle(question.title, subject);
  return {
    process: processStep<State>({
      title: () => question.title,
      offered: offeredProcesses(question.start),
      chosen: (state) => state.subject.process,
      choose: (state, chosen) => ({ ...state, subject: withProcess(state.subject, chosen) }),
    }),
    naming: namingStep<State>({
      title,
      process,
      value: (state) => state.subject.named ?? likelyName(process, presentSource(sourceOf(state.subject))),
      choose: (state, named) => ({ ...state, subject: { ...state.subject, named } }),
    }),
    ...ownSteps<State>(services, question, subject, title),
  };
}

function ownSteps<State extends HasSubject>(
  services: Services,
  question: SubjectQuestion,
  subject: SubjectDraft,
  text: string,
): Steps<State> {
  const { process } = subject;
  const title = () => text;
  const onDatabricks = question.purpose === 'databricks';
  const root = { title, suggestions: () => knownPaths(services) };
  const source = {
    title: () => `${question.title}: ${processTitle(process)}`,
    refusal: (place: PlaceChoice) => whyNot(process, question.purpose, place),
    ...(onDatabricks ? { typed: typedSource(process, question.title) } : {}),
  };
  switch (process) {
    case 'snapshot': {
      const steps = {
        ...snapshotSteps(services, title),
        database: databaseStep(services, { ...source, choose: withDatabase }),
      };
      if (!onDatabricks) return lifted('snapshot', steps);
      // Only a warehouse cannot run a stream; a job and a notebook can.
      const type = typeStep(title, async () => undefined);
      return lifted('snapshot', { ...steps, type, root: databricksRootStep(root) });
    }
    case 'restore': {
      const steps = {
        ...restoreSteps(services, title),
        backup: backupStep(services, { ...source, choose: withBackup }),
      };
      if (!onDatabricks) return lifted('restore', steps);
      return lifted('restore', { ...steps, root: databricksRootStep({ title, suggestions: () => [] }) });
    }
    case 'bronze-backup': {
      const steps = {
        ...bronzeSteps(services, title),
        database: databaseStep(services, { ...source, choose: withBronzeDatabase }),
      };
      if (!onDatabricks) return lifted('bronze-backup', steps);
      const suggestions = () => bronzePrefixes(services.runs, true).filter((prefix) => !isNamedPlace(prefix));
      return lifted('bronze-backup', { ...steps, root: databricksRootStep({ title, suggestions }) });
    }
    case 'migrate': {
      const name = () => (onDatabricks ? nameOnDatabricks(subject) : presentSource(sourceOf(subject)).name);
      const steps = {
        ...migrateSteps(services, title),
        database: databaseStep(services, { ...source, choose: withMigrateDatabase }),
        name: nameStep(title, name, () =>
          vscode.l10n.t('Type {0}: what is generated drops it once everything is verified.', name()),
        ),
      };
      if (!onDatabricks) return lifted('migrate', steps);
      const folder = sourceOf(subject)?.folder;
      const isReadable = folder !== undefined && isDatabricksAddress(folder);
      return lifted('migrate', {
        ...steps,
        root: databricksRootStep({ title, suggestions: () => [] }),
        ...(isReadable ? {} : { config: databricksConfigStep(title, name) }),
      });
    }
  }
}

/** Why something that was found cannot be read by what is generated; undefined where it can. */
export function whyNot(
  process: Process,
  purpose: Purpose,
  { location, folder }: PlaceChoice,
): string | undefined {
  if (purpose === 'here') {
    return isDatabricksAddress(folder)
      ? vscode.l10n.t('It is in a workspace, where Generate Job… makes a job with a schedule.')
      : undefined;
  }
  return process === 'restore' && isDatabricksAddress(folder) && isNamedPlace(location)
    ? vscode.l10n.t('It is a schema, and what is generated restores from a path.')
    : undefined;
}

/** The steps of a process's own wizard, on its own draft. */
function lifted<P extends Process, K extends SubjectStepId, State extends HasSubject>(
  process: P,
  steps: Readonly<Record<K, Step<WizardState<DraftOf[P]>>>>,
): Steps<State> {
  const all: Partial<Record<SubjectStepId, Step<State>>> = {};
  for (const id of Object.keys(steps) as K[]) all[id] = onDraft<P, State>(process, steps[id]);
  return all;
}

function onDraft<P extends Process, State extends HasSubject>(
  process: P,
  step: Step<WizardState<DraftOf[P]>>,
): Step<State> {
  return async (state, position) => {
    const draft = state.subject.drafts[process];
    const result = await step({ draft, confirmed: undefined }, position);
    if (result.go === 'cancel') return result;
    if (result.state === undefined) return { go: 'back' };
    const changed = withDraft(state.subject, process, result.state.draft);
    return { go: result.go, state: { ...state, subject: changed } };
  };
}

/** What can be chosen beside a draft, for a wizard that begins with it. */
export function onDraftOption<P extends Process, State extends HasSubject>(
  process: P,
  { label, description, ask }: ReviewOption<DraftOf[P]>,
): ReviewOption<State> {
  return {
    label,
    description: ({ subject }) => description(subject.drafts[process]),
    ask: async (state) => {
      const draft = await ask(state.subject.drafts[process]);
      return draft === undefined
        ? undefined
        : { ...state, subject: withDraft(state.subject, process, draft) };
    },
  };
}
