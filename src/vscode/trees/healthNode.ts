/** Whether the modules of Overwatch come forward in a database: the verdict, and below it the modules that need a look. */

import * as vscode from 'vscode';
import { type PipelineHealth, rootsOf } from '../../backup/health/health';
import { countsText, extentText, moduleText, stoppedText } from '../../backup/health/healthText';
import { exhaustive, type FaultData } from '../../base/fault';
import { formatCount } from '../../base/format';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import type { Loaded } from '../loaded';
import { aboutTable, sentence } from '../notify';
import type { Tables } from '../tables';
import { factsTooltip } from './factsTooltip';
import { showHealth, verdictIcon } from './healthLook';
import { messageNode, noteNode } from './messageNode';
import { moduleNode } from './moduleNode';
import { type DatabaseSubject, placeContext, type Subject, type TreeNode } from './node';

export function healthNode(parentId: string, database: DatabaseSubject, tables: Tables): TreeNode {
  const id = `${parentId}/health`;
  const { lakehouse, location } = database;
  const subject: Subject = { kind: 'health', ...database };
  // A warehouse is not given work that nobody has asked for.
  const isAsked = () => lakehouse.host === undefined || tables.peekHealth(lakehouse, location) !== undefined;
  const known = () => (isAsked() ? tables.health(lakehouse, location) : undefined);
  return {
    id,
    subject,
    shows: [location],
    item: () => {
      const label = vscode.l10n.t('Pipeline health');
      const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
      showVerdict(item, known());
      item.contextValue = `health hasHealth canAlert canRefresh hasCli ${placeContext(lakehouse)}`;
      item.command = showHealth(subject);
      return item;
    },
    isLive: () => true,
    children: async () => below(id, database, tables.health(lakehouse, location)),
  };
}

function showVerdict(item: vscode.TreeItem, health: Loaded<PipelineHealth> | undefined): void {
  if (health?.kind === 'ready') {
    const { verdict, modules } = health.value;
    item.iconPath = verdictIcon(verdict);
    item.description =
      verdict === 'healthy' ? vscode.l10n.t('healthy') : countsText(health.value) || vscode.l10n.t('unknown');
    item.tooltip = factsTooltip('pulse', vscode.l10n.t('Pipeline health'), [
      [
        vscode.l10n.t('Result'),
        modules.length === 0 ? '' : `${extentText(health.value)}: ${countsText(health.value)}`,
      ],
      [vscode.l10n.t('Begin with'), rootsOf(health.value).map(moduleText).join(', ')],
      [vscode.l10n.t('Note'), notesOf(health.value).join(' ')],
    ]);
    return;
  }
  item.iconPath = new vscode.ThemeIcon('pulse');
  item.tooltip = vscode.l10n.t('Whether the modules of Overwatch come forward, by {0}.', PIPELINE_REPORT);
  if (health?.kind === 'failed') {
    item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    item.description = vscode.l10n.t('cannot be told');
    item.tooltip = sentence(health.error);
  }
}

function notesOf({ gaps, stopped }: PipelineHealth): readonly string[] {
  return [...gaps, ...stopped.map(stoppedText)];
}

/** What needs a look, the worst first; those that are well are only counted. */
function below(id: string, database: DatabaseSubject, health: Loaded<PipelineHealth>): readonly TreeNode[] {
  const subject: Subject = { kind: 'health', ...database };
  switch (health.kind) {
    case 'loading':
      return [messageNode.loading(`${id}/loading`, vscode.l10n.t('Reading {0}…', PIPELINE_REPORT))];
    case 'failed':
      return [messageNode.error(`${id}/error`, aboutReport(health.error, database))];
    case 'ready': {
      const { modules, counts } = health.value;
      const notes = notesOf(health.value).map((text, index) =>
        noteNode(`${id}/note${index}`, text, 'warning'),
      );
      const ill = modules.filter(({ verdict }) => verdict !== 'healthy');
      const workspaces = new Set(modules.map(({ organizationId }) => organizationId)).size;
      const well =
        counts.healthy === 0
          ? []
          : [
              noteNode(
                `${id}/healthy`,
                vscode.l10n.t('{0} healthy', formatCount(counts.healthy, 'module')),
                'done',
              ),
            ];
      return [...notes, ...ill.map((module) => moduleNode(id, subject, module, workspaces > 1)), ...well];
    }
    default:
      return exhaustive(health);
  }
}

/** What is wrong with the report, without its place, which would push the rest out of sight. */
function aboutReport(error: FaultData, { lakehouse, location }: DatabaseSubject): FaultData {
  const report = { name: PIPELINE_REPORT, location: lakehouse.join(location, PIPELINE_REPORT) };
  return { ...error, message: aboutTable(error, report) };
}
