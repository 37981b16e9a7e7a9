/** Step: which medallion layers. */

import * as vscode from 'vscode';
import { groupOf, LAYERS, type Layer } from '../../overwatch/catalog';
import { groupLabel } from '../groupLabels';
import { processTitle } from '../processTitle';
import type { Services } from '../services';
import { summarise } from '../tableTotals';
import { showPick } from './quickPick';
import { type SnapshotDraft, withLayers } from './snapshotDraft';
import type { Step } from './steps';
import { waitForSizes } from './waitForSizes';
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
    const title = processTitle('snapshot', state.draft.database?.name);
    if (!(await waitForSizes(services.tables, { lakehouse, entries }, title))) return { go: 'cancel' };
    const items = offered.map((layer): LayerItem => {
      const ofLayer = entries.filter(({ name }) => groupOf(name) === layer);
      return {
        layer,
        label: groupLabel(layer),
        description: summarise(lakehouse, ofLayer, services.tables),
      };
    });
    const checked = items.filter(({ layer }) => state.draft.layers.includes(layer));
    const placeholder = vscode.l10n.t('Which layers? The pipeline report always comes along.');
    const picked = await showPick<LayerItem>({
      title,
      position,
      placeholder,
      items,
      checked,
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
