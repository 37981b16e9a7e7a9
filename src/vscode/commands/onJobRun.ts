/** Commands on a run on Databricks: Retry, Details and Output, Open in Browser. */

import * as vscode from 'vscode';
import { newRunId } from '../../backup/runId';
import { exhaustive, Fault } from '../../base/fault';
import { orderAgain } from '../../jobs/order';
import { idOf, type JobRunRecord, type JobWork, seenRun } from '../jobRuns/record';
import { openInBrowser } from '../openInBrowser';
import { jobRunPage } from '../pages/jobRunPage';
import { showPage } from '../pages/panel';
import type { Services } from '../services';
import type { Command } from './command';

/** What did not begin or did not end well is done again; what is out of sight is looked for again. */
export const retryJobRun = onJobRun(async ({ jobRuns }, record) => {
  const { kind } = record.phase;
  if (kind !== 'refused' && kind !== 'ended') {
    void jobRuns.pickUp();
    return;
  }
  if (kind === 'refused') await jobRuns.remove(idOf(record));
  await jobRuns.begin(again(record.work), record.address);
});

export const showJobRun = onJobRun(async (_services, record) =>
  showPage(jobRunPage(record, Date.now()), { key: `jobRun:${idOf(record)}` }),
);

export const openJobRun = onJobRun(async (_services, record) => {
  const { run } = seenRun(record);
  if (run?.pageUrl === undefined)
    throw new Fault('not-found', vscode.l10n.t('The workspace has not named the page of this run yet.'));
  await openInBrowser(run.pageUrl);
});

function onJobRun(act: (services: Services, record: JobRunRecord) => Promise<void>): Command {
  return async (services, subject) => {
    if (subject.kind !== 'jobRun') return;
    await act(services, services.jobRuns.get(idOf(subject.record)) ?? subject.record);
  };
}

function again(work: JobWork): JobWork {
  const token = crypto.randomUUID();
  switch (work.kind) {
    case 'once':
      return { kind: 'once', order: orderAgain(work.order, { token, runId: newRunId(Date.now()) }) };
    case 'started':
      return { ...work, token };
    default:
      return exhaustive(work);
  }
}
