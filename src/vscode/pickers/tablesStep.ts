/** Step: which tables of the layers to leave out, and which unknown ones to take in. */

import * as vscode from 'vscode';
import { formatBytes } from '../../base/format';
import type { Lakehouse, TableEntry } from '../../lakehouse/lakehouse';
import { GROUPS } from '../../overwatch/catalog';
import { groupLabel } from '../groupLabels';
import type { Services } from '../services';
import type { Tables } from '../tables';
import { redrawItems, showPick } from './quickPick';
import { type TableChoice, tableChoices, withChecked } from './snapshotDraft';
import type { Step } from './steps';
import { databaseOf, follow, lakehouseOf, type WizardState, wizardTitle } from './wizard';

interface TableItem extends vscode.QuickPickItem {
  /** Undefined for the headings. */
  readonly choice: TableChoice | undefined;
}

export function tablesStep(services: Services): Step<WizardState> {
  return async (state, position) => {
    const database = databaseOf(state);
    const lakehouse = await lakehouseOf(services, database);
    const entries = await services.tables.list(lakehouse, database.location);
    const choices = tableChoices(
      state.draft,
      entries.map(({ name }) => name),
    );
    const items = itemsOf(choices);
    const describe = () => {
      for (const item of items) {
        if (item.choice !== undefined)
          item.description = describeTable(item.choice, entries, lakehouse, services.tables);
      }
    };
    describe();
    const picked = await showPick<TableItem>({
      title: wizardTitle(state),
      position,
      placeholder: vscode.l10n.t('Uncheck the tables to exclude. Type to filter.'),
      items,
      checked: items.filter(({ choice }) => choice?.checked),
      onOpen: (pick) =>
        services.tables.onArrival(() => {
          describe();
          redrawItems(pick, items);
        }),
    });
    return follow(picked, state, (chosen) =>
      withChecked(
        state.draft,
        choices,
        chosen.flatMap(({ choice }) => (choice === undefined ? [] : [choice.name])),
      ),
    );
  };
}

/** The tables under a heading for each group. */
function itemsOf(choices: readonly TableChoice[]): TableItem[] {
  return GROUPS.flatMap((group) => {
    const ofGroup = choices.filter((choice) => choice.group === group);
    if (ofGroup.length === 0) return [];
    const heading = group === 'other' ? vscode.l10n.t('Other: not written by Overwatch') : groupLabel(group);
    return [
      { label: heading, kind: vscode.QuickPickItemKind.Separator, choice: undefined },
      ...ofGroup.map((choice) => ({ label: choice.name, choice })),
    ];
  });
}

function describeTable(
  { name, group }: TableChoice,
  entries: readonly TableEntry[],
  lakehouse: Lakehouse,
  tables: Tables,
): string {
  const location = entries.find((entry) => entry.name === name)?.location;
  const detail = location === undefined ? undefined : tables.detail(lakehouse, location);
  if (detail?.kind === 'failed') return `${groupLabel(group)} · ${vscode.l10n.t('unreadable')}`;
  return detail?.kind === 'ready'
    ? `${groupLabel(group)} · ${formatBytes(detail.value.bytes)}`
    : groupLabel(group);
}
