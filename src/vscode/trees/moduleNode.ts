/** A module of Overwatch that needs a look: since when it has not come forward, and why. */

import * as vscode from 'vscode';
import type { ModuleHealth } from '../../backup/health/health';
import { hindranceText, messageOf, moduleText, workspaceText } from '../../backup/health/healthText';
import { formatInstant } from '../../backup/instant';
import { formatAge, shorten } from '../../base/format';
import { factsTooltip } from './factsTooltip';
import { showHealth, verdictIcon } from './healthLook';
import type { Subject, TreeNode } from './node';

/**
 * @param subject the health of its database
 * @param namesWorkspace whether the same module may be there of another workspace
 */
export function moduleNode(
  parentId: string,
  subject: Subject,
  module: ModuleHealth,
  namesWorkspace: boolean,
): TreeNode {
  const { organizationId, moduleId, verdict } = module;
  const label = moduleText(module);
  return {
    id: `${parentId}/${organizationId}/${moduleId}`,
    subject,
    item: () => {
      const item = new vscode.TreeItem(label);
      item.iconPath = verdictIcon(verdict);
      item.description = [
        progressText(module),
        ...(namesWorkspace ? [module.workspace ?? organizationId] : []),
      ].join(' · ');
      // Those who see it are told by the icon.
      item.accessibilityInformation = { label: `${label}, ${verdict}, ${item.description}` };
      item.tooltip = factsTooltip('pulse', label, facts(module));
      item.contextValue = 'module hasHealth canAlert canRefresh hasCli';
      item.command = showHealth(subject);
      return item;
    },
  };
}

function progressText({ reachedAt }: ModuleHealth): string {
  if (reachedAt === undefined) return vscode.l10n.t('no progress known');
  return vscode.l10n.t('last progress {0}', formatAge(reachedAt, Date.now()));
}

/** A Java error brings its stack along, which the page shows. */
const LONGEST_MESSAGE = 600;

function facts(module: ModuleHealth): readonly (readonly [string, string])[] {
  const { verdict, state, lastRunAt, reachedAt, waitsFor } = module;
  return [
    [vscode.l10n.t('Health'), verdict],
    [vscode.l10n.t('Workspace'), workspaceText(module)],
    [vscode.l10n.t('Last run'), lastRunAt === undefined ? state : `${formatInstant(lastRunAt)}, ${state}`],
    [vscode.l10n.t('Progressed to'), reachedAt === undefined ? '' : formatInstant(reachedAt)],
    [vscode.l10n.t('Waits for'), waitsFor.map(hindranceText).join(', ')],
    [vscode.l10n.t('Message'), shorten(messageOf(module) ?? '', LONGEST_MESSAGE)],
  ];
}
