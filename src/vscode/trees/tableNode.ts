/** A Delta table: its size, files, version and age beside the name, the rest in the tooltip. */

import * as vscode from 'vscode';
import { exhaustive } from '../../base/fault';
import { formatAge, formatBytes, formatCount } from '../../base/format';
import type { TableDetail } from '../../lakehouse/lakehouse';
import { shownPlace } from '../../lakehouse/placeText';
import type { Loaded } from '../loaded';
import { aboutTable, sentence } from '../notify';
import type { Tables } from '../tables';
import { factsTooltip } from './factsTooltip';
import { placeContext, type TableSubject, type TreeNode } from './node';

/** How much is shown of a table. */
export interface TableView {
  readonly tables: Tables;
  /** Whether it is a copy, which may be behind its source. */
  readonly isCopy: boolean;
}

export function tableNode(parentId: string, subject: TableSubject, { tables, isCopy }: TableView): TreeNode {
  const { lakehouse, table } = subject;
  const context = `table isTable hasCli ${placeContext(lakehouse)}${isCopy ? ' isCopy' : ''}`;
  return {
    id: `${parentId}/${table.location}`,
    subject: { kind: 'table', ...subject },
    shows: [table.location],
    item: () => {
      const item = new vscode.TreeItem(table.name);
      const detail = tables.detail(lakehouse, table.location);
      switch (detail.kind) {
        case 'loading':
          item.iconPath = new vscode.ThemeIcon('loading~spin');
          item.contextValue = context;
          break;
        case 'failed':
          item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
          item.description = aboutTable(detail.error, table);
          item.tooltip = sentence(detail.error);
          item.contextValue = `table canRefresh ${placeContext(lakehouse)}`;
          break;
        case 'ready':
          item.iconPath = new vscode.ThemeIcon('table');
          item.description =
            (isCopy ? describeLag(tables.behind(lakehouse, table)) : '') + describe(detail.value, Date.now());
          item.tooltip = tooltip(table.name, detail.value);
          item.contextValue = context;
          break;
        default:
          exhaustive(detail);
      }
      return item;
    },
  };
}

function describe({ bytes, files, version, committedAt }: TableDetail, now: number): string {
  return `${formatBytes(bytes)} · ${formatCount(files, 'file')} · v${version} · ${formatAge(committedAt, now)}`;
}

/** Empty while it is not known, and where the source cannot be reached: a backup is whole without it. */
function describeLag(behind: Loaded<number | undefined>): string {
  if (behind.kind !== 'ready' || behind.value === undefined || behind.value === 0) return '';
  return `${vscode.l10n.t('{0} behind', formatCount(behind.value, 'version'))} · `;
}

function tooltip(name: string, detail: TableDetail): vscode.MarkdownString {
  const rows =
    detail.rows === undefined ? vscode.l10n.t('not in the statistics') : detail.rows.toLocaleString('en-US');
  const facts: readonly (readonly [string, string])[] = [
    [vscode.l10n.t('Path'), shownPlace(detail.location)],
    [vscode.l10n.t('Rows'), rows],
    [vscode.l10n.t('Size'), `${formatBytes(detail.bytes)}, ${formatCount(detail.files, 'file')}`],
    [vscode.l10n.t('Version'), `${detail.version}, ${new Date(detail.committedAt).toLocaleString()}`],
    [vscode.l10n.t('Columns'), String(detail.columns.length)],
    [vscode.l10n.t('Partitioned by'), detail.partitionColumns.join(', ')],
    [vscode.l10n.t('Features'), detail.features.join(', ')],
    ...Object.entries(detail.properties),
  ];
  return factsTooltip('table', name, facts);
}
