/** A backup root: how far it is behind, the runs that its clone report tells of, and the tables it holds. */

import * as vscode from 'vscode';
import { type BackupLag, lagFacts, lagText } from '../../backup/verify/lagText';
import { exhaustive } from '../../base/fault';
import { shownPlace } from '../../lakehouse/placeText';
import { BACKUP_DATA } from '../../overwatch/recognise';
import { placeKey } from '../lakehouses';
import type { Loaded } from '../loaded';
import { sentence } from '../notify';
import type { InterruptedRuns } from '../runs/interrupted';
import type { Tables } from '../tables';
import { summarisePlace } from '../tableTotals';
import { factsTooltip } from './factsTooltip';
import { showInterrupted } from './interruptedNode';
import { layerNodes } from './layerNode';
import { messageNode } from './messageNode';
import { type BackupSubject, placeContext, type TreeNode } from './node';
import { runsNode } from './runsNode';

export function backupNode(
  name: string,
  backup: BackupSubject,
  tables: Tables,
  interrupted: InterruptedRuns,
): TreeNode {
  const id = `backup:${placeKey(backup.lakehouse, backup.root)}`;
  const { lakehouse, root } = backup;
  const data = lakehouse.join(root, BACKUP_DATA);
  const shows = [root, data];
  return {
    id,
    subject: { kind: 'backup', ...backup },
    shows,
    item: () => {
      const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon('archive');
      item.contextValue = `backup hasReport canRestore canCleanUp canCompare canVerify canAlert canRefresh hasCli ${placeContext(lakehouse)}`;
      const lag = lakehouse.host === undefined ? lagOf(tables.backupLag(lakehouse, data)) : UNASKED;
      item.description = [lag.text, summarisePlace(lakehouse, data, tables)].filter(Boolean).join(' · ');
      item.tooltip = factsTooltip('archive', name, [[vscode.l10n.t('Path'), shownPlace(root)], ...lag.facts]);
      const run = interrupted.at(lakehouse, root);
      if (run !== undefined) showInterrupted(item, run);
      return item;
    },
    children: async () => {
      const entries = await tables.list(lakehouse, data);
      shows.splice(0, shows.length, root, data, ...entries.map((entry) => entry.location));
      const layers =
        entries.length === 0
          ? [messageNode.empty(`${id}/empty`, vscode.l10n.t('No tables'))]
          : layerNodes({ id, lakehouse, owner: name, entries, tables, areCopies: true });
      return [runsNode(id, backup), ...layers];
    },
  };
}

/** A warehouse is not given work by the hundred statements that nobody has asked for. */
const UNASKED = {
  text: '',
  facts: [[vscode.l10n.t('Source'), vscode.l10n.t('Compare with Database… tells how far it is behind')]],
} as const;

/** What is known of how far a backup is behind: nothing while it is compared, and no state where it cannot be. */
function lagOf(lag: Loaded<BackupLag>): {
  readonly text: string;
  readonly facts: readonly (readonly [string, string])[];
} {
  switch (lag.kind) {
    case 'loading':
      return { text: '', facts: [[vscode.l10n.t('Source'), vscode.l10n.t('being compared…')]] };
    case 'failed':
      return { text: '', facts: [[vscode.l10n.t('Not compared'), sentence(lag.error)]] };
    case 'ready':
      return { text: lagText(lag.value), facts: lagFacts(lag.value) };
    default:
      return exhaustive(lag);
  }
}
