/** The page of a clean-up: every copy with keep or remove and why, and what each shared table frees. */

import { formatInstant } from '../../backup/instant';
import type { ForgetPlan, PruneStep } from '../../backup/retention/forget';
import type { Decision } from '../../backup/retention/retention';
import { formatBytes, formatCount } from '../../base/format';
import { describeRules } from '../retentionRules';
import { figure, type Html, header, html, type Page, safe, table } from './html';

export function cleanUpPage(plan: ForgetPlan): Page {
  const { parameters, folders, runs, unfinished, tables } = plan;
  const decisions = [...folders, ...runs];
  const going = decisions.filter(({ keep }) => !keep).length;
  const title = `Clean up ${parameters.from}`;
  const facts = [
    ['Keep', describeRules(parameters.retention)],
    ['Copies', `${formatCount(decisions.length - going, 'copy', 'copies')} to keep, ${going} to remove`],
    ['Interrupted', unfinished.length === 0 ? '' : `${unfinished.join(', ')}: the removal is finished`],
  ] as const;
  const heads = [html`Taken`, html`Decision`, html`Why`, figure('Tables'), html`Copy`];
  const body = html`${safe(header(title, facts))}${safe(table('Copies', heads, decisions.map(decisionRow)))}${safe(prunedTables(tables))}`;
  return { title: 'Clean up', body };
}

function decisionRow({ copy, keep, reasons }: Decision): readonly Html[] {
  return [
    copy.takenAt === 0 ? html`` : html`${formatInstant(copy.takenAt)}`,
    keep ? html`keep` : html`<span class="error">remove</span>`,
    html`<span class="wrap">${reasons.join(', ')}</span>`,
    figure(copy.tables.length),
    html`${copy.id}`,
  ];
}

/** Tables that several runs share lose only the files that no kept run needs. */
function prunedTables(tables: readonly PruneStep[]): Html {
  if (tables.length === 0) return html``;
  const rows = tables.map(({ table: name, estimate }) =>
    'error' in estimate
      ? [html`${name}`, html``, html``, html`<span class="wrap error">${estimate.error.message}</span>`]
      : [html`${name}`, figure(estimate.files), figure(formatBytes(estimate.bytes)), html``],
  );
  const heads = [html`Table`, figure('Files'), figure('Frees'), html``];
  return html`<h2>Files that no kept run needs</h2>${safe(table('Files that are removed', heads, rows))}`;
}
