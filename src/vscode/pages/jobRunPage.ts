/** The page of a run on Databricks: how it stands or ended, why, and what its task said. */

import { formatSecond } from '../../backup/instant';
import { adviceOf, jobTitle, phaseText, reasonOf, stateText } from '../jobRuns/jobText';
import { type JobRunRecord, rootOf, runIdOf, seenRun } from '../jobRuns/record';
import { workspaceName } from '../workspaces/workspaceName';
import { type Html, header, html, type Page, safe, table, text } from './html';

/** @param now epoch ms */
export function jobRunPage(record: JobRunRecord, now: number): Page {
  const { phase, begunAt, address, work } = record;
  const { run } = seenRun(record);
  const facts = [
    ['State', phaseText(record, now)],
    ['Reason', reasonOf(record)],
    ['What to do', adviceOf(record)],
    ['Workspace', workspaceName(address)],
    ['Run', runIdOf(record) ?? ''],
    ['Run page', run?.pageUrl ?? ''],
    ['To', rootOf(record) ?? ''],
    ['In the report', work.kind === 'once' ? work.order.plan.runId : ''],
    ['Submitted', formatSecond(begunAt)],
  ] as const;
  const title = jobTitle(record);
  const end = phase.kind === 'ended' ? phase.end : undefined;
  const parts = [header(title, facts), tasks(record), block('Error', end?.trace), block('Output', end?.logs)];
  return { title: `${title}: run`, body: html`${safe(parts)}` };
}

function tasks(record: JobRunRecord): Html {
  const { run } = seenRun(record);
  if (run === undefined || run.tasks.length === 0) return html``;
  const rows = run.tasks.map(({ key, attempt, state }) => [
    html`${key}`,
    html`${attempt + 1}`,
    html`${stateText(state)}`,
    html`<span class="wrap">${state.message ?? ''}</span>`,
  ]);
  return html`<h2>Tasks</h2>${safe(table('Tasks', ['Task', 'Try', 'State', 'Message'].map(text), rows))}`;
}

function block(title: string, content: string | undefined): Html {
  if (content === undefined || content.trim() === '') return html``;
  return html`<details open><summary>${title}</summary><pre>${content}</pre></details>`;
}
