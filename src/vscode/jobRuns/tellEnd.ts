/** Tells how a run on Databricks ended: by its clone report where that can be read, otherwise by what its task said. */

import * as vscode from 'vscode';
import { asFault } from '../../base/fault';
import { formatBytes, formatCount } from '../../base/format';
import type { EndKind, RunEnd } from '../../jobs/runEnd';
import { sentence } from '../notify';
import { openReport } from '../reports';
import type { EndAction } from '../runs/execute';
import type { Services } from '../services';
import { readSettings } from '../settings';
import { workspaceName } from '../workspaces/workspaceName';
import { endWord, jobTitle } from './jobText';
import type { JobRunRecord } from './record';
import { isWarehouseUp, type JobReport, kindByReport, readJobReport } from './report';

export async function tellJobEnd(services: Services, record: JobRunRecord): Promise<void> {
  if (record.phase.kind !== 'ended') return;
  const { end } = record.phase;
  const report = await reportAfter(services, record);
  const found = report.kind === 'read' ? report.report.run : undefined;
  if (report.kind === 'read') {
    await noteRoot(services, record, report.report);
    if (found !== undefined && readSettings().openReportAfterRun)
      openReport(services, report.report.lakehouse, report.report.root, found.id);
  }
  const kind = kindByReport(end.kind, found?.status);
  const text = [headOf(record, kind, end, found), ...doubtOf(end, report)].join(' ');
  const actions = actionsOf(record, kind, found !== undefined || report.kind === 'not-looked');
  const chosen = await boxOf(kind)(text, ...actions.map(({ label }) => label));
  await actions.find(({ label }) => label === chosen)?.act();
}

/** What is known of the report. */
type Report =
  | { readonly kind: 'read'; readonly report: JobReport }
  /** Nobody knows where it lies, or the warehouse would have to be started. */
  | { readonly kind: 'not-looked' }
  | { readonly kind: 'failed'; readonly why: string };

async function reportAfter(services: Services, record: JobRunRecord): Promise<Report> {
  try {
    if (!(await isWarehouseUp(services, record))) return { kind: 'not-looked' };
    const report = await readJobReport(services, record);
    return report === undefined ? { kind: 'not-looked' } : { kind: 'read', report };
  } catch (error) {
    return { kind: 'failed', why: sentence(asFault(error)) };
  }
}

/** Its backup is listed from now on. */
async function noteRoot(
  { lakehouses, recents, tables }: Services,
  { work }: JobRunRecord,
  { lakehouse, root, run }: JobReport,
): Promise<void> {
  const { process } = work.kind === 'once' ? work.order.subject : work.subject;
  if (run === undefined || process === 'migrate' || process === 'restore') return;
  const known = lakehouses.known(lakehouse, root);
  await recents.add(known);
  tables.refresh();
  await lakehouses.noteBackup(known);
}

function headOf(record: JobRunRecord, kind: EndKind, end: RunEnd, found: JobReport['run']): string {
  const title = vscode.l10n.t('{0} on {1}', jobTitle(record), workspaceName(record.address));
  if (kind === 'success') {
    if (found === undefined) return vscode.l10n.t('{0} is done.', title);
    const { tables, copiedBytes } = found.totals;
    return vscode.l10n.t(
      '{0}: {1} copied and verified, {2} new.',
      title,
      formatCount(tables, 'table'),
      formatBytes(copiedBytes),
    );
  }
  if (kind === 'partial' && found !== undefined) {
    const { count, tables } = found.totals;
    return vscode.l10n.t(
      '{0} is partly done: {1} of {2} failed. {3}',
      title,
      count.failed,
      formatCount(tables, 'table'),
      end.advice ?? '',
    );
  }
  const why = [end.message, end.advice].filter((part) => part !== undefined).join(' ');
  return vscode.l10n.t('{0}: {1}. {2}', title, endWord(kind), why);
}

/** What keeps a good end from being a sure one. */
function doubtOf(end: RunEnd, report: Report): readonly string[] {
  if (report.kind === 'failed') return [vscode.l10n.t('Its report could not be read: {0}', report.why)];
  if (report.kind === 'not-looked' || end.kind !== 'success' || report.report.run !== undefined) return [];
  return [
    vscode.l10n.t('But the clone report of {0} does not tell of it: look at its output.', report.report.root),
  ];
}

function actionsOf(record: JobRunRecord, kind: EndKind, hasReport: boolean): readonly EndAction[] {
  const command = (label: string, id: string): EndAction => ({
    label,
    act: async () => {
      await vscode.commands.executeCommand(id, { subject: { kind: 'jobRun', record } });
    },
  });
  return [
    ...(kind === 'success' ? [] : [command(vscode.l10n.t('Retry'), 'overwatch.retryJobRun')]),
    ...(hasReport ? [command(vscode.l10n.t('Show Report'), 'overwatch.openReport')] : []),
    command(vscode.l10n.t('Show Output'), 'overwatch.showJobRun'),
  ];
}

function boxOf(kind: EndKind): (text: string, ...actions: string[]) => Thenable<string | undefined> {
  if (kind === 'success') return vscode.window.showInformationMessage;
  return kind === 'failed' || kind === 'timed-out'
    ? vscode.window.showErrorMessage
    : vscode.window.showWarningMessage;
}
