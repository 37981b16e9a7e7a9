/** Step: which tables, as a checked list under a heading for each layer. */

import * as vscode from 'vscode';
import { formatBytes } from '../../base/format';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import { GROUPS, type TableGroup } from '../../overwatch/catalog';
import { groupLabel } from '../groupLabels';
import type { Services } from '../services';
import type { Tables } from '../tables';
import { type ListedTables, listTables } from './listTables';
import { showPick } from './quickPick';
import type { Step } from './steps';
import { waitForSizes } from './waitForSizes';
import { follow, type Source, type WizardState } from './wizard';

export interface TableChoice {
  readonly name: string;
  readonly group: TableGroup;
  readonly checked: boolean;
}

export interface TablesQuestion<Draft> {
  readonly title: (draft: Draft) => string;
  readonly placeholder: string;
  /** What the tables are of. */
  readonly source: (draft: Draft) => Source;
  /** Where they lie side by side; the location of the source, unless given. */
  readonly tablesAt?: (location: string, lakehouse: Lakehouse) => string;
  /** Of the names of the tables there. */
  readonly choices: (draft: Draft, names: readonly string[]) => readonly TableChoice[];
  /** The draft after the user has checked `names` among the choices. */
  readonly choose: (draft: Draft, choices: readonly TableChoice[], names: readonly string[]) => Draft;
  /** Said when nothing is checked, where the step cannot be left then. */
  readonly refusal?: string;
}

interface TableItem extends vscode.QuickPickItem {
  /** Undefined for the headings. */
  readonly choice: TableChoice | undefined;
}

export function tablesStep<Draft>(
  services: Services,
  question: TablesQuestion<Draft>,
): Step<WizardState<Draft>> {
  return async (state, position) => {
    const { draft } = state;
    const listed = await listTables(services, question.source(draft), question.tablesAt);
    const choices = question.choices(
      draft,
      listed.entries.map(({ name }) => name),
    );
    const title = question.title(draft);
    if (!(await waitForSizes(services.tables, listed, title))) return { go: 'cancel' };
    const items = itemsOf(choices, (choice) => describeTable(choice, listed, services.tables));
    const checked = items.filter(({ choice }) => choice?.checked);
    const picked = await showPick<TableItem>({
      title,
      position,
      placeholder: question.placeholder,
      items,
      checked,
      accept: async (chosen, pick) => {
        if (chosen.length > 0 || question.refusal === undefined) return true;
        pick.placeholder = question.refusal;
        return false;
      },
    });
    return follow(picked, state, (chosen) =>
      question.choose(
        draft,
        choices,
        chosen.flatMap(({ choice }) => (choice === undefined ? [] : [choice.name])),
      ),
    );
  };
}

/** The tables under a heading for each group. */
function itemsOf(choices: readonly TableChoice[], describe: (choice: TableChoice) => string): TableItem[] {
  return GROUPS.flatMap((group) => {
    const ofGroup = choices.filter((choice) => choice.group === group);
    if (ofGroup.length === 0) return [];
    const heading = group === 'other' ? vscode.l10n.t('Other: not written by Overwatch') : groupLabel(group);
    return [
      { label: heading, kind: vscode.QuickPickItemKind.Separator, choice: undefined },
      ...ofGroup.map((choice) => ({ label: choice.name, description: describe(choice), choice })),
    ];
  });
}

function describeTable(
  { name, group }: TableChoice,
  { entries, lakehouse }: ListedTables,
  tables: Tables,
): string {
  const location = entries.find((entry) => entry.name === name)?.location;
  const isKnown = lakehouse !== undefined && location !== undefined;
  const detail = isKnown ? tables.detail(lakehouse, location) : undefined;
  if (detail?.kind === 'failed') return `${groupLabel(group)} · ${vscode.l10n.t('unreadable')}`;
  return detail?.kind === 'ready'
    ? `${groupLabel(group)} · ${formatBytes(detail.value.bytes)}`
    : groupLabel(group);
}
