/** Verifies a backup by itself: every table's log, files and lengths, and everything that its report promises. */

import * as vscode from 'vscode';
import { newRunId } from '../../backup/runId';
import type { FinishedVerification } from '../../backup/verify/verify';
import { formatCount } from '../../base/format';
import { showPage } from '../pages/panel';
import { verifyPage } from '../pages/verifyPage';
import { pickBackup } from '../pickers/pickPlace';
import { concurrencyFor } from '../settings';
import type { BackupSubject } from '../trees/node';
import { withProgress } from '../withProgress';
import type { Command } from './command';

export const verifyBackup: Command = async (services, subject) => {
  const backup = subject.kind === 'backup' ? subject : await pickBackup(services);
  if (backup === undefined) return;
  const finished = await verify(backup);
  showPage(verifyPage(backup.root, finished), { key: `verify:${backup.root}` });
  tellEnd(backup.root, finished);
};

async function verify({ lakehouse, root }: BackupSubject): Promise<FinishedVerification> {
  const { verifyBackup: run } = await import('../../backup/verify/verify');
  const now = Date.now;
  return withProgress(vscode.l10n.t('Verifying {0}', root), (signal, report) => {
    let tables = 0;
    let finished = 0;
    return run(root, lakehouse, {
      signal,
      now,
      runId: newRunId(now()),
      concurrency: concurrencyFor(lakehouse),
      onEvent: (event) => {
        if (event.type === 'verify-started') tables = event.tables;
        if (event.type !== 'table-finished') return;
        finished += 1;
        report(vscode.l10n.t('{0} of {1} tables', finished, tables), 100 / tables);
      },
    });
  });
}

function tellEnd(root: string, { results, summary }: FinishedVerification): void {
  const failed = results.filter(({ outcome }) => outcome.status === 'failed').length;
  const tables = formatCount(results.length, 'table');
  if (summary.status === 'done') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0}: {1} verified, nothing is wrong.', root, tables),
    );
  } else if (failed > 0) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0}: {1} of {2} are not as they should be.', root, failed, tables),
    );
  }
}
