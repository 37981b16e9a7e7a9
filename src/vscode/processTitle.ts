/** What a run of each process is called. */

import * as vscode from 'vscode';
import type { Process } from '../backup/plan';
import { exhaustive } from '../base/fault';

/** `Restore of overwatch`; without a database only the process: `Restore`. */
export function processTitle(process: Process, database?: string): string {
  const title = (alone: string, of: string) => (database === undefined ? alone : of);
  const name = database ?? '';
  switch (process) {
    case 'snapshot':
      return title(vscode.l10n.t('Snapshot'), vscode.l10n.t('Snapshot of {0}', name));
    case 'restore':
      return title(vscode.l10n.t('Restore'), vscode.l10n.t('Restore of {0}', name));
    case 'bronze-backup':
      return title(vscode.l10n.t('Bronze Backup'), vscode.l10n.t('Bronze backup of {0}', name));
    case 'migrate':
      return title(vscode.l10n.t('Migration'), vscode.l10n.t('Migration of {0}', name));
    default:
      return exhaustive(process);
  }
}
