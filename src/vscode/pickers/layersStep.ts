/** Step: which medallion layers. */

import * as vscode from 'vscode';
import { groupOf, LAYERS, type Layer } from '../../overwatch/catalog';
import { groupLabel } from '../groupLabels';
import { processTitle } from '../processTitle';
import type { Services } from '../services';
import { summarise } from '../tableTotals';
import { redrawItems, showPick } from './quickPick';
import { type SnapshotDraft, withLayers } from './snapshotDraft';
import type { Step } from './steps';
import { follow, lakehouseOf, present, type WizardState } from './wizard';

interface LayerItem extends vscode.QuickPickItem {
  readonly layer: Layer;
}

export function layersStep(services: Services): Step<WizardState<SnapshotDraft>> {
  return async (state, position) => {
    const database = present(state.draft.database);
    const lakehouse = await lakehouseOf(services, database);
    const entries = await services.tables.list(lakehouse, database.location);
    const offered = LAYERS.filter((layer) => entries.some(({ name }) => groupOf(name) === layer));
    const items = offered.map((layer): LayerItem => ({ layer, label: groupLabel(layer) }));
    const describe = () => {
      for (const item of items) {
        const ofLayer = entries.filter(({ name }) => groupOf(name) === item.layer);
        item.description = summarise(lakehouse, ofLayer, services.tables);
      }
    };
    describe();
    const placeholder = vscode.l10n.t('Which layers? The pipeline report always comes along.');
    const picked = await showPick<LayerItem>({
      title: processTitle('snapshot', state.draft.database?.name),
      position,
      placeholder,
      items,
      checked: items.filter(({ layer }) => state.draft.layers.includes(layer)),
      onOpen: (pick) =>
        services.tables.onArrival(() => {
          describe();
          redrawItems(pick, items);
        }),
      accept: async (chosen, pick) => {
        // Tables that Overwatch does not write can still be chosen in the next step where there are no others.
        if (chosen.length > 0 || items.length === 0) return true;
        pick.placeholder = vscode.l10n.t('Check at least one layer, with the space bar or the mouse.');
        return false;
      },
    });
    return follow(picked, state, (chosen) =>
      withLayers(
        state.draft,
        chosen.map(({ layer }) => layer),
      ),
    );
  };
}
