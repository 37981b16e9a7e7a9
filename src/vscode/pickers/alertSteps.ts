/** The steps of an alert: what it watches, where, and what is done with it. */

import os from 'node:os';
import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { isDatabricksAddress } from '../../lakehouse/address';
import { shownPlace } from '../../lakehouse/placeText';
import { entriesOf } from '../lakehouses';
import type { Services } from '../services';
import { addedWorkspaces } from '../settings';
import { readWorkspace } from '../workspaces/workspaceName';
import {
  type AlertKind,
  type AlertStart,
  type AlertUse,
  daysOf,
  readAlertPlace,
  readDays,
  withDays,
  withKind,
} from './alertDraft';
import { type AlertState, alertTitle, KINDS, typedStep } from './alertQuestions';
import { choiceStep } from './choiceStep';
import { inputStep } from './inputStep';
import { readRecipients } from './recipients';
import type { Step } from './steps';

export function kindStep(start: AlertStart): Step<AlertState> {
  return choiceStep({
    title: () => vscode.l10n.t('Create Alert'),
    placeholder: vscode.l10n.t('What is to be watched?'),
    items: start.kinds.map((value) => ({ value, ...KINDS[value] })),
    chosen: ({ draft }) => draft.kind,
    choose: (state, kind) => ({ ...state, draft: withKind(state.draft, kind, start) }),
  });
}

const USES: readonly { readonly value: AlertUse; readonly label: string; readonly detail: string }[] = [
  {
    value: 'create',
    label: `$(bell) ${vscode.l10n.t('Create in a Workspace')}`,
    detail: vscode.l10n.t('An alert of Databricks SQL, which a warehouse runs. Its query is tried first.'),
  },
  {
    value: 'sql',
    label: `$(database) ${vscode.l10n.t('SQL Query')}`,
    detail: vscode.l10n.t('The query alone, for an alert or a dashboard of your own.'),
  },
  {
    value: 'json',
    label: `$(json) ${vscode.l10n.t('JSON')}`,
    detail: vscode.l10n.t('What the Alerts API and the Databricks CLI take.'),
  },
  {
    value: 'bundle',
    label: `$(package) ${vscode.l10n.t('Bundle')}`,
    detail: vscode.l10n.t('A databricks.yml with the alert, to keep with your code.'),
  },
];

export const useStep: Step<AlertState> = choiceStep<AlertState, AlertUse>({
  title: alertTitle,
  placeholder: vscode.l10n.t('Create it, or write it down?'),
  items: USES,
  chosen: ({ draft }) => draft.use,
  choose: (state, use) => ({ ...state, draft: { ...state.draft, use } }),
});

/** A database or backup of the workspaces that were added, or any that is typed. */
export function placeStep(services: Services, { likely }: AlertStart): Step<AlertState> {
  return typedStep({
    placeholder: ({ kind }) =>
      kind === 'modules'
        ? vscode.l10n.t('Which database? Its name on Databricks, with its catalog where it has one.')
        : vscode.l10n.t('Which backup? The path, or catalog.schema, by which Databricks knows it.'),
    hint: ({ kind }) =>
      kind === 'modules'
        ? vscode.l10n.t('Type main.overwatch_etl')
        : vscode.l10n.t('Type abfss://…, s3://…, gs://…, dbfs:/…, /mnt/…, /Volumes/… or catalog.schema'),
    suggestions: async ({ kind }) => [...(likely === '' ? [] : [likely]), ...knownPlaces(services, kind)],
    read: ({ kind }, text) => {
      refuseFolder(services, kind, text);
      return readAlertPlace(kind, text);
    },
    chosen: ({ place }) => place,
    choose: (draft, place) => ({ ...draft, place }),
  });
}

function knownPlaces({ lakehouses }: Services, kind: AlertKind): readonly string[] {
  return entriesOf(lakehouses.list(), kind === 'modules' ? 'database' : 'backup')
    .filter(({ folder }) => isDatabricksAddress(folder))
    .map(({ entry }) => shownPlace(entry.location));
}

/** @throws Fault `bad-target` for a folder of this machine, which no warehouse can read. */
function refuseFolder({ lakehouses }: Services, kind: AlertKind, text: string): void {
  // Mounts may be called the same on both sides.
  if (/^\/(mnt|dbfs|Volumes)\//.test(text)) return;
  const folders = lakehouses.list().filter(({ folder }) => !isDatabricksAddress(folder));
  const isOf = (place: string) => text === place || text.startsWith(`${place}/`);
  if (!isOf(os.homedir()) && !folders.some(({ folder }) => isOf(folder))) return;
  throw new Fault('bad-target', vscode.l10n.t('Databricks cannot read this folder of this machine.'), {
    advice:
      kind === 'modules'
        ? vscode.l10n.t('Type the name that the database has there.')
        : vscode.l10n.t('Type the path that it has there.'),
  });
}

/** The warehouse that runs what is written down. */
export const warehouseStep: Step<AlertState> = typedStep({
  placeholder: () => vscode.l10n.t('Which SQL warehouse runs it? Its id.'),
  hint: () => vscode.l10n.t('Type the id of a SQL warehouse, such as 1234567890abcdef'),
  suggestions: async () => [
    ...new Set(addedWorkspaces().flatMap((address) => readWorkspace(address)?.warehouse ?? [])),
  ],
  read: (_draft, text) => {
    if (/^[\da-z]{6,}$/i.test(text)) return text;
    throw new Fault(
      'usage',
      vscode.l10n.t('A warehouse is named by digits and letters, such as 1234567890abcdef.'),
    );
  },
  chosen: ({ warehouse }) => warehouse,
  choose: (draft, warehouse) => ({ ...draft, warehouse }),
});

const DAYS: Readonly<Record<AlertKind, string>> = {
  modules: vscode.l10n.t('After how many days without progress is a module stale?'),
  'failed-tables': vscode.l10n.t('How many days back does the last run count?'),
  'no-snapshot': vscode.l10n.t('After how many days without a good snapshot?'),
};

export const daysStep: Step<AlertState> = inputStep<AlertState>({
  title: alertTitle,
  prompt: ({ draft }) => DAYS[draft.kind],
  placeholder: '2',
  value: ({ draft }) => String(daysOf(draft)),
  choose: (state, text) => ({ ...state, draft: withDays(state.draft, readDays(text)) }),
});

export const recipientsStep: Step<AlertState> = inputStep<AlertState>({
  title: alertTitle,
  prompt: () =>
    vscode.l10n.t(
      'Who is told? E-mail addresses and ids of notification destinations, with commas between them; empty for nobody.',
    ),
  placeholder: 'ops@example.com, 0481e838-0a59-4eff-9541-a4ca6f149574',
  value: ({ draft }) => draft.recipients,
  choose: (state, text) => {
    readRecipients(text);
    return { ...state, draft: { ...state.draft, recipients: text.trim() } };
  },
});
