/** Step: which state of a backup is restored. */

import * as vscode from 'vscode';
import { formatInstant } from '../../backup/instant';
import type { RunCopy } from '../../backup/retention/copies';
import { formatAge, formatBytes, formatCount } from '../../base/format';
import { type Loaded, settle } from '../loaded';
import { sentence } from '../notify';
import type { Services } from '../services';
import { statusIcon, statusLabel } from '../trees/status';
import { askInstant } from './instantInput';
import { showPick } from './quickPick';
import { type RestoreDraft, type RestoredState, withState } from './restoreDraft';
import type { Step } from './steps';
import { follow, lakehouseOf, present, type WizardState } from './wizard';

interface StateItem extends vscode.QuickPickItem {
  /** `ask` for an instant that is still to be asked for; undefined for what only informs. */
  readonly state: RestoredState | 'ask' | undefined;
}

export function stateStep(
  services: Services,
  title: (draft: RestoreDraft) => string,
): Step<WizardState<RestoreDraft>> {
  return async (wizard, position) => {
    const { draft } = wizard;
    const backup = present(draft.backup);
    const lakehouse = await lakehouseOf(services, backup);
    const stop = new AbortController();
    let answer: RestoredState = draft.state;
    const picked = await showPick<StateItem>({
      title: title(draft),
      position,
      placeholder: vscode.l10n.t('Which state of the backup?'),
      items: [],
      onOpen: (pick) => {
        const show = (runs: Loaded<readonly RunCopy[]>) => {
          pick.busy = runs.kind === 'loading';
          pick.items = itemsFor(draft, runs);
          const before = pick.items.find(({ state }) => isSame(state, draft.state));
          if (before !== undefined) pick.activeItems = [before];
        };
        const load = async () => {
          const { findRuns } = await import('../../backup/retention/copies');
          return (await findRuns(backup.location, lakehouse, stop.signal)).copies;
        };
        show({ kind: 'loading' });
        void settle(load).then((runs) => {
          if (!stop.signal.aborted) show(runs);
        });
        return new vscode.Disposable(() => stop.abort());
      },
      accept: async ([item]) => {
        if (item?.state === undefined) return false;
        if (item.state !== 'ask') {
          answer = item.state;
          return true;
        }
        const asked = await askInstant(draft.asOf);
        if (asked === undefined) return false;
        answer = asked.instant === undefined ? 'latest' : { asOf: asked.instant };
        return 'asked';
      },
    });
    return follow(picked, wizard, () => withState(draft, answer));
  };
}

function itemsFor({ asOf }: RestoreDraft, runs: Loaded<readonly RunCopy[]>): StateItem[] {
  return [
    {
      state: 'latest',
      label: vscode.l10n.t('Latest'),
      description: vscode.l10n.t('the newest copy of every table'),
      iconPath: new vscode.ThemeIcon('archive'),
    },
    {
      state: 'ask',
      label: vscode.l10n.t('As of…'),
      description:
        asOf === undefined ? vscode.l10n.t('the copies that stood at an instant') : formatInstant(asOf),
      iconPath: new vscode.ThemeIcon('history'),
    },
    { state: undefined, label: vscode.l10n.t('Runs'), kind: vscode.QuickPickItemKind.Separator },
    ...runItems(runs),
  ];
}

function runItems(runs: Loaded<readonly RunCopy[]>): StateItem[] {
  if (runs.kind === 'loading') return [{ state: undefined, label: vscode.l10n.t('Reading the report…') }];
  if (runs.kind === 'failed') return [{ state: undefined, label: `$(error) ${sentence(runs.error)}` }];
  // Overwatch's own runs do not tell which versions they left.
  const ours = runs.value.filter(({ run }) => run.writtenBy === 'overwatch-backup');
  if (ours.length === 0) return [{ state: undefined, label: vscode.l10n.t('No run is reported here') }];
  return ours.map(({ run, takenAt }) => ({
    state: { run: run.id },
    label: new Date(takenAt).toLocaleString(),
    description: [
      statusLabel(run.status),
      formatCount(run.totals.tables, 'table'),
      formatBytes(run.totals.bytes),
      formatAge(takenAt, Date.now()),
    ].join(' · '),
    detail: run.id,
    iconPath: statusIcon(run.status),
  }));
}

function isSame(one: StateItem['state'], other: RestoredState): boolean {
  if (one === undefined || one === 'ask') return one === 'ask' && other !== 'latest' && 'asOf' in other;
  if (one === 'latest' || other === 'latest') return one === other;
  return 'run' in one && 'run' in other && one.run === other.run;
}
