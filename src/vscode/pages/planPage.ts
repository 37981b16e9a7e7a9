/** The page of a plan: every table with what will be done to it, and what stays out. */

import { describeStep } from '../../backup/afterSteps';
import { formatInstant } from '../../backup/instant';
import type { Plan, Process, Step } from '../../backup/plan';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount } from '../../base/format';
import { shownPlace } from '../../lakehouse/placeText';
import { figure, type Html, header, html, type Page, safe, table } from './html';

export function planPage(plan: Plan): Page {
  const { parameters, totals, freeBytes, warnings } = plan;
  const title = `Plan: ${NAMES[plan.process]} of ${parameters.database.name}`;
  const facts = [
    ['From', shownPlace(parameters.database.location)],
    ['To', shownPlace(parameters.root)],
    ['As of', momentOf(plan)],
    ['Tables', formatCount(totals.tables, 'table')],
    ['To copy', `${formatBytes(totals.bytesToCopy)} of ${formatBytes(totals.bytes)}`],
    ['Free space', freeBytes === undefined ? '' : formatBytes(freeBytes)],
    ['Warnings', warnings.join(' ')],
  ] as const;
  const heads = [
    html`Table`,
    html`Layer`,
    ...['Version', 'Files', 'Size', 'To copy'].map(figure),
    html`Statement`,
  ];
  const body = html`${safe(header(title, facts))}${safe(table('Tables to copy', heads, plan.steps.map(stepRow)))}${safe(afterTables(plan))}${safe(leftOut(plan))}`;
  return { title, body };
}

const NAMES: Readonly<Record<Process, string>> = {
  snapshot: 'snapshot',
  restore: 'restore',
  'bronze-backup': 'bronze backup',
  migrate: 'migration',
};

function momentOf(plan: Plan): string {
  const { asOf } = plan.parameters;
  if (plan.process === 'restore' && plan.parameters.run !== undefined)
    return `as run ${plan.parameters.run} left them`;
  return asOf === undefined ? 'the latest versions' : formatInstant(asOf);
}

function stepRow({ table: name, group, state }: Step): readonly Html[] {
  const start = [html`${name}`, html`${group}`];
  if (!state.ready) {
    return [
      ...start,
      html``,
      html``,
      html``,
      html``,
      html`<span class="wrap error">Will fail: ${state.error.message}</span>`,
    ];
  }
  const { sourceVersion, files, bytes, bytesToCopy, statement } = state;
  const figures = [
    String(sourceVersion),
    files.toLocaleString('en-US'),
    formatBytes(bytes),
    formatBytes(bytesToCopy),
  ];
  return [...start, ...figures.map(figure), html`<code class="wrap">${statement}</code>`];
}

/** What a migration does once its tables are copied. */
function afterTables(plan: Plan): Html {
  if (plan.process !== 'migrate') return html``;
  const items = plan.after.map((step) => html`<li>${describeStep(step)}</li>`);
  return html`<h2>Then</h2><ol>${safe(items)}</ol>`;
}

function leftOut({ leftOut: tables }: Plan): Html {
  if (tables.length === 0) return html``;
  const rows = tables.map(({ table: name, group, reason }) => [
    html`${name}`,
    html`${group}`,
    html`${why(reason)}`,
  ]);
  return html`<h2>Left out</h2>${safe(table('Tables left out', [html`Table`, html`Layer`, html`Why`], rows))}`;
}

function why(reason: Plan['leftOut'][number]['reason']): string {
  switch (reason) {
    case 'layer':
      return 'its layer is not chosen';
    case 'excluded':
      return 'excluded';
    case 'unknown':
      return 'not written by Overwatch, and not chosen';
    case 'run':
      return 'not part of the chosen run';
    default:
      return exhaustive(reason);
  }
}
