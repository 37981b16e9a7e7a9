/** The page of the health of Overwatch: where mending begins, workspaces in which nothing runs, and every module, the worst first. */

import { type ModuleHealth, type PipelineHealth, rootsOf } from '../../backup/health/health';
import {
  countsText,
  extentText,
  hindranceText,
  messageOf,
  moduleText,
  stoppedText,
  workspaceText,
} from '../../backup/health/healthText';
import { formatSecond } from '../../backup/instant';
import { formatAge, formatCount, shorten } from '../../base/format';
import { shownPlace } from '../../lakehouse/placeText';
import { type Html, header, html, type Page, safe, table, text } from './html';

export interface HealthSubject {
  readonly name: string;
  readonly location: string;
  /** Days without progress after which a module is stale. */
  readonly staleDays: number;
  /** When the report was read, epoch ms. */
  readonly readAt: number;
}

export function healthPage(found: PipelineHealth, subject: HealthSubject): Page {
  const { name, location, staleDays, readAt } = subject;
  const { modules } = found;
  const workspaces = workspacesOf(found);
  const facts = [
    ['Database', shownPlace(location)],
    ['Workspace', workspaces.length === 1 ? workspaces.join() : ''],
    ['Result', modules.length === 0 ? '' : `${extentText(found)}: ${countsText(found)}`],
    ['Stale', `after ${formatCount(staleDays, 'day')} without progress`],
    ['Read', formatSecond(readAt)],
  ] as const;
  const parts = [
    header(`Pipeline health of ${name}`, facts),
    notes(found),
    begin(found, workspaces.length > 1),
    modulesTable(modules, workspaces.length > 1, readAt),
  ];
  return { title: `${name}: health`, body: html`${safe(parts)}` };
}

function workspacesOf({ modules }: PipelineHealth): readonly string[] {
  return [...new Map(modules.map((module) => [module.organizationId, workspaceText(module)])).values()];
}

/** What keeps the report as a whole from telling, or Overwatch as a whole from running. */
function notes({ gaps, stopped }: PipelineHealth): Html {
  const sentences = [...gaps.map((gap) => `Health cannot be told: ${gap}`), ...stopped.map(stoppedText)];
  return html`${safe(sentences.map((sentence) => html`<p class="error">${sentence}</p>`))}`;
}

/** The modules that hold the others back. */
function begin(found: PipelineHealth, namesWorkspace: boolean): Html {
  const roots = rootsOf(found);
  if (roots.length === 0) return html``;
  const items = roots.map((module) => {
    const where = namesWorkspace ? ` of ${workspaceText(module)}` : '';
    const why = inOneLine(messageOf(module) ?? '', SHOWN_LENGTH);
    return html`<li>${moduleText(module)}${where}, ${module.verdict}<br><span class="muted">${why}</span></li>`;
  });
  return html`<h2>Where to begin</h2><ol>${safe(items)}</ol>`;
}

function modulesTable(modules: readonly ModuleHealth[], namesWorkspace: boolean, now: number): Html {
  if (modules.length === 0) return html``;
  const heads = ['Module', 'Health', 'Progressed to', 'Last run', 'Why'].map(text);
  const rows = modules.map((module) => [
    html`${moduleText(module)}${safe(namesWorkspace ? html`<br><span class="muted">${workspaceText(module)}</span>` : html``)}`,
    verdictCell(module),
    instantCell(module.reachedAt, now),
    lastRunCell(module),
    whyCell(module),
  ]);
  return html`<h2>Modules</h2>${safe(table('Modules of Overwatch', heads, rows))}`;
}

function verdictCell({ verdict }: ModuleHealth): Html {
  switch (verdict) {
    case 'failed':
    case 'stale':
      return html`<span class="error">${verdict}</span>`;
    case 'unknown':
    case 'healthy':
      return html`${verdict}`;
  }
}

function instantCell(at: number | undefined, now: number): Html {
  if (at === undefined) return html`<span class="muted">never, as far as is known</span>`;
  return html`${formatSecond(at)}<br><span class="muted">${formatAge(at, now)}</span>`;
}

function lastRunCell({ lastRunAt, state }: ModuleHealth): Html {
  const ended = html`<span class="muted">${state}</span>`;
  return lastRunAt === undefined ? ended : html`${formatSecond(lastRunAt)}<br>${safe(ended)}`;
}

/** What the module itself tells, and what holds it back. */
function whyCell(module: ModuleHealth): Html {
  const waits = module.waitsFor.map(
    (other) => html`<span class="wrap">Waits for ${hindranceText(other)}</span>`,
  );
  return html`${safe(messageOrNone(messageOf(module)))}${safe(waits)}`;
}

function messageOrNone(message: string | undefined): Html {
  if (message === undefined) return html``;
  if (message.length <= SHOWN_LENGTH && !message.includes('\n'))
    return html`<span class="wrap">${message}</span>`;
  const line = inOneLine(message, SUMMARY_LENGTH);
  return html`<details><summary>${line}</summary><pre>${message}</pre></details>`;
}

/** How long a message may be that is shown without being opened: a Java error brings its stack along. */
const SHOWN_LENGTH = 160;
/** What is shown of one in the table, where there is less room. */
const SUMMARY_LENGTH = 36;

function inOneLine(message: string, length: number): string {
  return shorten(message.replace(/\s+/g, ' '), length);
}
