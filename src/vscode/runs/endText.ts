/** How a run ended, in one sentence or two. */

import * as vscode from 'vscode';
import type { FinishedRun } from '../../backup/events';
import { migrationChecklist } from '../../backup/migration/checklist';
import type { SourceState } from '../../backup/outcome';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount } from '../../base/format';
import { sentence } from '../notify';
import { processTitle } from '../processTitle';

export function endText(finished: FinishedRun): string {
  const { plan, outcomes, status, reportError } = finished;
  const all = [...outcomes.values()];
  const copied = all.reduce((sum, one) => sum + ('metrics' in one ? one.metrics.copiedFilesSize : 0), 0);
  const failed = all.filter((one) => one.status === 'failed').length;
  const title = processTitle(plan.process, plan.parameters.database.name);
  const skipped = all.filter((one) => one.status === 'skipped').length;
  const tables = formatCount(all.length, 'table');
  const report = reportError === undefined ? '' : ` ${sentence(reportError)}`;
  switch (status) {
    case 'done': {
      const good = formatCount(all.length - skipped, 'table');
      const text =
        skipped === 0
          ? vscode.l10n.t('{0}: {1} copied and verified, {2} new.', title, good, formatBytes(copied))
          : vscode.l10n.t(
              '{0}: {1} copied and verified, {2} new, {3} skipped.',
              title,
              good,
              formatBytes(copied),
              skipped,
            );
      return text + migratedText(finished);
    }
    case 'partial':
    case 'failed': {
      if (failed === 0) return vscode.l10n.t('{0} is partly done.', title) + migratedText(finished) + report;
      const what =
        status === 'failed'
          ? vscode.l10n.t('{0} failed: no table was copied.', title)
          : vscode.l10n.t('{0} is partly done: {1} of {2} failed.', title, failed, tables);
      return what + migratedText(finished) + report;
    }
    case 'cancelled':
      return vscode.l10n.t('{0} was cancelled. What is copied stays; resume it to go on.', title) + report;
    default:
      return exhaustive(status);
  }
}

/** What became of the config and of the source, and what is left to the user. Nothing for runs that are no migration. */
function migratedText({ plan, outcomes, after, source, status }: FinishedRun): string {
  if (plan.process !== 'migrate' || source === undefined) return '';
  const items = migrationChecklist(plan.parameters, { plan, tables: outcomes, steps: after });
  const stuck = items.find(({ state }) => state === 'failed');
  const why =
    stuck === undefined ? '' : ` ${vscode.l10n.t('Step {0}: {1}', stuck.number, withStop(stuck.text))}`;
  const next = status === 'done' ? ` ${vscode.l10n.t('Now restart the Overwatch jobs.')}` : '';
  return `${why} ${sourceText(source)}${next}`;
}

function withStop(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

function sourceText(source: SourceState): string {
  switch (source) {
    case 'kept':
      return vscode.l10n.t('The source is kept.');
    case 'dropped':
      return vscode.l10n.t('The source is dropped.');
    case 'partly dropped':
      return vscode.l10n.t('The source is partly dropped: resume the run to finish it.');
    default:
      return exhaustive(source);
  }
}
