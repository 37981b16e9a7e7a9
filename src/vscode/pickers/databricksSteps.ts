/** Steps that ask for names and places of Databricks, which nothing here can look up: they are checked for their form alone. */

import * as vscode from 'vscode';
import type { Process } from '../../backup/plan';
import { configLocation, databaseName, databricksPath } from '../../generate/subject';
import { lastPart } from '../../lakehouse/placeText';
import { problemOf, sentence } from '../notify';
import { nameInConfig } from './configStep';
import { inputStep } from './inputStep';
import type { MigrateDraft } from './migrateDraft';
import { pathStep, typedText } from './pathStep';
import type { TypedSource } from './placeStep';
import type { Step } from './steps';
import type { WizardState } from './wizard';

const DATABASE = {
  label: vscode.l10n.t('Type a Name…'),
  description: vscode.l10n.t('a database that no lakehouse here shows'),
  prompt: vscode.l10n.t('The database as Databricks names it, with its catalog where it has one.'),
  placeholder: 'main.overwatch_etl',
  read: (text: string) => databaseName(text, vscode.l10n.t('The database')),
};

const BACKUP = {
  label: vscode.l10n.t('Type a Path…'),
  description: vscode.l10n.t('a backup that no lakehouse here shows'),
  prompt: vscode.l10n.t('The root of the backup, by the path that Databricks knows it by.'),
  placeholder: 'abfss://backup@lake.dfs.core.windows.net/overwatch',
  read: (text: string) => databricksPath(text, vscode.l10n.t('The backup')),
};

function wordsFor(process: Process): typeof DATABASE {
  return process === 'restore' ? BACKUP : DATABASE;
}

/** A source that is typed instead of chosen. */
export function typedSource(process: Process, title: string): TypedSource {
  const { label, description, prompt, placeholder, read } = wordsFor(process);
  return {
    label,
    description,
    ask: async (before) => {
      const typed = await vscode.window.showInputBox({
        title,
        prompt,
        placeHolder: placeholder,
        value: before ?? '',
        ignoreFocusOut: true,
        validateInput: (text) => (text.trim() === '' ? undefined : problemOf(() => read(text))),
      });
      if (typed === undefined || typed.trim() === '') return undefined;
      const location = read(typed);
      return { name: process === 'restore' ? lastPart(location) : location, location, folder: undefined };
    },
  };
}

export interface NamingQuestion<State> {
  readonly title: string;
  readonly process: Process;
  readonly value: (state: State) => string;
  readonly choose: (state: State, name: string) => State;
}

/** Step: what Databricks calls a source of this machine. */
export function namingStep<State>({ title, process, value, choose }: NamingQuestion<State>): Step<State> {
  const { prompt, placeholder, read } = wordsFor(process);
  return inputStep<State>({
    title: () => title,
    prompt: () => prompt,
    placeholder,
    value,
    choose: (state, text) => choose(state, read(text)),
  });
}

export interface DatabricksRootQuestion<Draft> {
  readonly title: (draft: Draft) => string;
  /** Places worth offering, the likeliest first. */
  readonly suggestions: () => readonly string[];
}

/** Step: where what is generated writes to. */
export function databricksRootStep<Draft extends { readonly root: string | undefined }>({
  title,
  suggestions,
}: DatabricksRootQuestion<Draft>): Step<WizardState<Draft>> {
  return pathStep<Draft>({
    title,
    placeholder: vscode.l10n.t('Where to? A path that Databricks knows.'),
    suggestions,
    read: typedText,
    check: () => async (typed) => ({
      location: databricksPath(typed, vscode.l10n.t('The target')),
      summary: AS_TYPED,
    }),
    refusal: (_place, error) => sentence(error),
    others: [],
    hint: PATHS,
    chosen: ({ root }) => root,
    choose: (draft, { location }) => ({ ...draft, root: location }),
  });
}

/**
 * Step: the deployment config of a migration, where there is no warehouse that could read it.
 *
 * @param database the name of the database, by the last part of which the config knows it unless the user says otherwise.
 */
export function databricksConfigStep(
  title: (draft: MigrateDraft) => string,
  database: () => string,
): Step<WizardState<MigrateDraft>> {
  return pathStep<MigrateDraft>({
    title,
    placeholder: vscode.l10n.t('Which deployment config? Its path, or the name of a table.'),
    suggestions: () => [],
    read: typedText,
    check: () => async (typed) => ({
      location: configLocation(typed, vscode.l10n.t('The deployment config')),
      summary: AS_TYPED,
    }),
    refusal: (_place, error) => sentence(error),
    others: [nameInConfig(() => database().split('.').at(-1) ?? '')],
    hint: `${PATHS}, ${vscode.l10n.t('or catalog.database.table')}`,
    chosen: ({ config }) => config,
    choose: (draft, { location }) => ({ ...draft, config: location }),
  });
}

const AS_TYPED = vscode.l10n.t('taken as it is typed: nothing is looked up');
const PATHS = vscode.l10n.t('Type abfss://…, s3://…, gs://…, dbfs:/…, /mnt/… or /Volumes/…');
