/** What a folder that a run might write to holds, in words. */

import * as vscode from 'vscode';
import type { AcceptedRoot } from '../../backup/planning/root';
import { formatBytes } from '../../base/format';
import type { RootInspection } from '../../lakehouse/lakehouse';
import { isNamedPlace } from '../../lakehouse/placeText';
import type { CheckPath } from './pathCheck';

/** Accepts a folder as the target of a run. @throws Fault that says why it cannot be used. */
export type AcceptRoot = (root: string, signal: AbortSignal) => Promise<AcceptedRoot>;

export function rootCheck(accept: AcceptRoot): CheckPath {
  return async (root, signal) => {
    const { inspection, warnings } = await accept(root, signal);
    return {
      location: root,
      summary: [...describe(inspection, isNamedPlace(root)), ...warnings].join(' · '),
    };
  };
}

function describe({ state, freeBytes }: RootInspection, isSchema: boolean): readonly string[] {
  const what: Readonly<Record<RootInspection['state'], string>> = {
    absent: isSchema ? vscode.l10n.t('new schema') : vscode.l10n.t('new folder'),
    empty: isSchema ? vscode.l10n.t('empty schema') : vscode.l10n.t('empty folder'),
    backup: vscode.l10n.t('holds an earlier snapshot: only new files are copied'),
    foreign: vscode.l10n.t('goes on where an earlier run stopped'),
  };
  return freeBytes === undefined
    ? [what[state]]
    : [what[state], vscode.l10n.t('{0} free', formatBytes(freeBytes))];
}
