/** What a run on Databricks is called, how it stands, and where. */

import * as vscode from 'vscode';
import { exhaustive } from '../../base/fault';
import { formatAge, formatDuration } from '../../base/format';
import type { EndKind } from '../../jobs/runEnd';
import { lastPart } from '../../lakehouse/placeText';
import type { JobRun, RunState } from '../../workspace/jobRuns';
import { processTitle } from '../processTitle';
import { workspaceName } from '../workspaces/workspaceName';
import { type JobRunRecord, subjectOf } from './record';

/** `Snapshot of overwatch`. A line is short: the catalog is left out. */
export function jobTitle(record: JobRunRecord): string {
  const { process, parameters } = subjectOf(record);
  const name = process === 'restore' ? lastPart(parameters.from) : parameters.database.name.split('.').at(-1);
  return processTitle(process, name);
}

/** One line: `running on work · 3 min 5 s`, `failed on work · 2 h ago`. @param now epoch ms */
export function phaseText(record: JobRunRecord, now: number): string {
  const { phase, address, begunAt } = record;
  const name = workspaceName(address);
  switch (phase.kind) {
    case 'preparing':
      return vscode.l10n.t('uploading to {0}', name);
    case 'sending':
      return phase.error === undefined
        ? vscode.l10n.t('being submitted to {0}', name)
        : vscode.l10n.t('not known whether {0} has taken it', name);
    case 'refused':
      return vscode.l10n.t('not submitted to {0} · {1}', name, formatAge(begunAt, now));
    case 'under-way': {
      const state = phase.run?.state;
      const text = state === undefined ? vscode.l10n.t('submitted') : stateText(state);
      const parts = [
        vscode.l10n.t('{0} on {1}', text, name),
        formatDuration(now - begunAt),
        ...(phase.trouble === undefined ? [] : [vscode.l10n.t('the workspace does not answer')]),
      ];
      return parts.join(' · ');
    }
    case 'out-of-sight':
      return vscode.l10n.t('cannot be followed on {0}', name);
    case 'ended':
      return [
        vscode.l10n.t('{0} on {1}', endWord(phase.end.kind), name),
        durationOf(phase.run),
        formatAge(phase.run.endedAt ?? begunAt, now),
      ]
        .filter((part) => part !== '')
        .join(' · ');
    default:
      return exhaustive(phase);
  }
}

function durationOf({ startedAt, endedAt }: JobRun): string {
  return startedAt === undefined || endedAt === undefined ? '' : formatDuration(endedAt - startedAt);
}

/** The state of a run or of a task, in a word or two. */
export function stateText(state: RunState): string {
  switch (state.kind) {
    case 'waiting':
      return vscode.l10n.t('waiting');
    case 'running':
      return vscode.l10n.t('running');
    case 'stopping':
      return vscode.l10n.t('stopping');
    case 'ended':
      return endWord(state.result);
    default:
      return exhaustive(state);
  }
}

export function endWord(kind: EndKind): string {
  const words: Readonly<Record<EndKind, string>> = {
    success: vscode.l10n.t('done'),
    partial: vscode.l10n.t('partly done'),
    failed: vscode.l10n.t('failed'),
    'timed-out': vscode.l10n.t('timed out'),
    cancelled: vscode.l10n.t('cancelled'),
    skipped: vscode.l10n.t('skipped'),
  };
  return words[kind];
}

/** Why it did not come to a good end; empty for one that did, or may. */
export function reasonOf({ phase }: JobRunRecord): string {
  if (phase.kind === 'ended') return phase.end.message ?? '';
  return troubleOf(phase)?.message ?? '';
}

/** What to do about that. */
export function adviceOf({ phase }: JobRunRecord): string {
  if (phase.kind === 'ended') return phase.end.advice ?? '';
  return troubleOf(phase)?.advice ?? '';
}

function troubleOf(phase: Exclude<JobRunRecord['phase'], { readonly kind: 'ended' }>) {
  if ('error' in phase) return phase.error;
  return 'trouble' in phase ? phase.trouble : undefined;
}
