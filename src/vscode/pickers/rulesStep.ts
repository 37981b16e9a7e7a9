/** Step: by which rules copies are kept. A preset, or rules of one's own. */

import * as vscode from 'vscode';
import type { Retention } from '../../backup/retention/retention';
import {
  describeRules,
  hasRule,
  PRESETS,
  problemWith,
  RULES,
  type Rule,
  ruleValue,
  withRule,
} from '../retentionRules';
import { showPick } from './quickPick';
import type { Step } from './steps';
import { follow, type WizardState } from './wizard';

interface RulesItem extends vscode.QuickPickItem {
  /** Rules to go on with, or a rule to ask for; undefined for what only informs. */
  readonly choice: Retention | Rule | undefined;
}

export function rulesStep<Confirmed>(title: string): Step<WizardState<Retention, Confirmed>> {
  return async (state, position) => {
    let own = state.draft;
    let answer = own;
    const picked = await showPick<RulesItem>({
      title,
      position,
      placeholder: vscode.l10n.t('Which copies are kept? A copy stays when any rule keeps it.'),
      items: itemsFor(own),
      accept: async ([item], pick) => {
        if (item?.choice === undefined) return false;
        if (typeof item.choice === 'object') {
          answer = item.choice;
          return true;
        }
        const rule = item.choice;
        const typed = await askRule(rule, own);
        if (typed === undefined) return false;
        own = withRule(own, rule, typed);
        pick.items = itemsFor(own);
        pick.activeItems = pick.items.filter(({ choice }) => choice === (hasRule(own) ? own : rule));
        return false;
      },
    });
    return follow(picked, state, () => answer);
  };
}

function itemsFor(own: Retention): RulesItem[] {
  const heading = (label: string): RulesItem => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    choice: undefined,
  });
  const use: RulesItem = {
    choice: own,
    label: `$(check) ${vscode.l10n.t('Use These Rules')}`,
    description: describeRules(own),
  };
  return [
    ...PRESETS.map((preset) => ({ choice: preset, label: vscode.l10n.t('Keep {0}', describeRules(preset)) })),
    heading(vscode.l10n.t('Rules of your own')),
    ...(hasRule(own) ? [use] : []),
    ...RULES.map((rule) => ({
      choice: rule,
      label: `$(edit) ${ruleLabel(rule)}`,
      description: ruleValue(own, rule),
    })),
  ];
}

function ruleLabel(rule: Rule): string {
  const labels: Readonly<Record<Rule, string>> = {
    last: vscode.l10n.t('The newest copies…'),
    daily: vscode.l10n.t('One for each of the last days…'),
    weekly: vscode.l10n.t('One for each of the last weeks…'),
    monthly: vscode.l10n.t('One for each of the last months…'),
    within: vscode.l10n.t('All of a time before the newest…'),
  };
  return labels[rule];
}

/** @returns what was typed; undefined when the user has closed the box. */
function askRule(rule: Rule, own: Retention): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: ruleLabel(rule),
    prompt:
      rule === 'within'
        ? vscode.l10n.t(
            'Years, months, weeks, days and hours as in 1y6m, 2w, 7d or 36h; empty for no such rule.',
          )
        : vscode.l10n.t('How many? Empty for no such rule.'),
    value: ruleValue(own, rule),
    ignoreFocusOut: true,
    validateInput: (typed) => problemWith(rule, typed),
  });
}
