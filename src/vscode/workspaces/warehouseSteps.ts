/** Steps: which SQL warehouse, which catalogs, and whether to start the warehouse. */

import * as vscode from 'vscode';
import { HIVE_CATALOG } from '../../lakehouse/databricks/discover';
import type { Catalog } from '../../workspace/schemas';
import type { Warehouse } from '../../workspace/warehouses';
import { showPick } from '../pickers/quickPick';
import type { Step, StepResult } from '../pickers/steps';
import { ADD_TITLE } from './signInSteps';

/** What a workspace has, as far as the user may see it. */
export interface Offer {
  readonly host: string;
  /** Who the user is there. */
  readonly user: string;
  readonly warehouses: readonly Warehouse[];
  /** Those of Unity Catalog; none where it is not on. */
  readonly catalogs: readonly Catalog[];
}

export interface WarehouseDraft {
  readonly warehouse: Warehouse | undefined;
  /** None for the one without Unity Catalog. */
  readonly catalogs: readonly string[];
  /** Whether the warehouse is to be started at once. */
  readonly start: boolean;
}

/** Signs in and looks what there is. Undefined where the user goes back to sign in otherwise. */
export type LoadOffer<State> = (state: State) => Promise<Offer | undefined>;

export function warehouseStep<State extends WarehouseDraft>(load: LoadOffer<State>): Step<State> {
  return async (state, position) => {
    const offer = await load(state);
    if (offer === undefined) return { go: 'back' };
    const { warehouses, user, host } = offer;
    const none: WarehouseItem = {
      label: `$(circle-slash) ${vscode.l10n.t('There is no SQL warehouse that you may use.')}`,
      detail: vscode.l10n.t('Ask an admin of the workspace for the right to use one.'),
      warehouse: undefined,
    };
    const picked = await showPick<WarehouseItem>({
      title: ADD_TITLE,
      position,
      placeholder: vscode.l10n.t('Which SQL warehouse? You are {0} in {1}.', user, host),
      items: warehouses.length === 0 ? [none] : warehouses.map(warehouseItem),
      accept: async ([item]) => item?.warehouse !== undefined,
    });
    return next(picked, state, ([item]) => ({ warehouse: item?.warehouse }));
  };
}

interface WarehouseItem extends vscode.QuickPickItem {
  /** Undefined for what only informs. */
  readonly warehouse: Warehouse | undefined;
}

function warehouseItem(warehouse: Warehouse): WarehouseItem {
  const { name, state, size, serverless, trouble } = warehouse;
  const facts = [stateText(state), size ?? '', serverless ? vscode.l10n.t('serverless') : ''];
  return {
    warehouse,
    label: name,
    description: facts.filter((fact) => fact !== '').join(' · '),
    ...(trouble === undefined ? {} : { detail: trouble }),
    iconPath: new vscode.ThemeIcon(state === 'RUNNING' ? 'vm-running' : 'vm-outline'),
  };
}

/** The state of a warehouse as people say it. */
export function stateText(state: Warehouse['state']): string {
  return state.toLowerCase().replaceAll('_', ' ');
}

export function catalogsStep<State extends WarehouseDraft>(catalogs: readonly Catalog[]): Step<State> {
  return async (state, position) => {
    const names = [HIVE_CATALOG, ...catalogs.map(({ name }) => name).filter((name) => name !== HIVE_CATALOG)];
    const items = names.map((name) => ({
      label: name,
      description:
        name === HIVE_CATALOG
          ? vscode.l10n.t('where Overwatch writes unless it was told otherwise')
          : (catalogs.find((catalog) => catalog.name === name)?.comment ?? ''),
    }));
    const chosen = state.catalogs.length === 0 ? [HIVE_CATALOG] : state.catalogs;
    const picked = await showPick({
      title: ADD_TITLE,
      position,
      placeholder: vscode.l10n.t('In which catalogs are Overwatch databases?'),
      items,
      checked: items.filter(({ label }) => chosen.includes(label)),
      accept: async (checked, pick) => {
        if (checked.length > 0) return true;
        pick.placeholder = vscode.l10n.t('Check at least one catalog, with the space bar or the mouse.');
        return false;
      },
    });
    return next(picked, state, (checked) => ({ catalogs: checked.map(({ label }) => label) }));
  };
}

export function startStep<State extends WarehouseDraft>(name: string): Step<State> {
  return async (state, position) => {
    const picked = await showPick({
      title: ADD_TITLE,
      position,
      placeholder: vscode.l10n.t('The SQL warehouse {0} is not running.', name),
      items: [
        {
          label: vscode.l10n.t('Start It'),
          detail: vscode.l10n.t('It takes seconds to minutes, and costs money while it runs.'),
          iconPath: new vscode.ThemeIcon('play'),
          start: true,
        },
        {
          label: vscode.l10n.t('Add It without Starting'),
          detail: vscode.l10n.t('Its databases are listed once it runs.'),
          iconPath: new vscode.ThemeIcon('add'),
          start: false,
        },
      ],
    });
    return next(picked, state, ([item]) => ({ start: item?.start === true }));
  };
}

function next<Item, State extends WarehouseDraft>(
  picked: { readonly items: readonly Item[] } | 'back' | 'cancel',
  state: State,
  change: (items: readonly Item[]) => Partial<WarehouseDraft>,
): StepResult<State> {
  if (picked === 'back' || picked === 'cancel') return { go: picked };
  return { go: 'next', state: { ...state, ...change(picked.items) } };
}
