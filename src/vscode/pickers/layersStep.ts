/** Step: which medallion layers. */

import * as vscode from 'vscode';
import { formatCount } from '../../base/format';
import { groupOf, LAYERS, type Layer } from '../../overwatch/catalog';
import { groupLabel } from '../groupLabels';
import type { Services } from '../services';
import { summarise } from '../tableTotals';
import { listTables } from './listTables';
import { showPick } from './quickPick';
import { type SnapshotDraft, withLayers } from './snapshotDraft';
import type { Step } from './steps';
import { waitForSizes } from './waitForSizes';
import { follow, presentSource, type WizardState } from './wizard';

interface LayerItem extends vscode.QuickPickItem {
  readonly layer: Layer;
}

export function layersStep(
  services: Services,
  titleOf: (draft: SnapshotDraft) => string,
): Step<WizardState<SnapshotDraft>> {
  return async (state, position) => {
    const listed = await listTables(services, presentSource(state.draft.database));
    const { entries, lakehouse } = listed;
    const offered = LAYERS.filter((layer) => entries.some(({ name }) => groupOf(name) === layer));
    const title = titleOf(state.draft);
    if (!(await waitForSizes(services.tables, listed, title))) return { go: 'cancel' };
    const items = offered.map((layer): LayerItem => {
      const ofLayer = entries.filter(({ name }) => groupOf(name) === layer);
      return {
        layer,
        label: groupLabel(layer),
        description:
          lakehouse === undefined
            ? formatCount(ofLayer.length, 'table')
            : summarise(lakehouse, ofLayer, services.tables),
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
