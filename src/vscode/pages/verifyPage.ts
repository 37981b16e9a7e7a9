/** The page of a backup's verification: every table with what was checked, those that are not right first. */

import type { FinishedVerification, VerifyOutcome, VerifyResult } from '../../backup/verify';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount, formatDuration } from '../../base/format';
import { type Html, header, html, type Page, safe, table } from './html';

export function verifyPage(root: string, { results, summary }: FinishedVerification): Page {
  const failed = results.filter(({ outcome }) => outcome.status === 'failed');
  const others = results.filter(({ outcome }) => outcome.status !== 'failed');
  const facts = [
    ['Backup', root],
    ['Tables', formatCount(results.length, 'table')],
    ['Result', summary.status === 'done' ? 'all right' : `${summary.status}: ${failed.length} not right`],
  ] as const;
  const heads = ['Table', 'Result', 'Files', 'Size', 'Rows', 'Took'].map((head) => html`${head}`);
  const rows = [...failed, ...others].map(resultRow);
  return {
    title: 'Verification',
    body: html`${safe(header('Verification of a backup', facts))}${safe(table('Verified tables', heads, rows))}`,
  };
}

function resultRow({ table: name, outcome }: VerifyResult): readonly Html[] {
  const figures = outcome.status === 'done' ? figuresOf(outcome.verification) : ['', '', ''];
  const took = formatDuration(outcome.endedAt - outcome.startedAt);
  return [
    html`${name}`,
    resultOf(outcome),
    ...[...figures, took].map((figure) => html`<span class="number">${figure}</span>`),
  ];
}

function figuresOf(verification: {
  readonly files: number;
  readonly bytes: number;
  readonly rows: number | undefined;
}) {
  const { files, bytes, rows } = verification;
  return [files.toLocaleString('en-US'), formatBytes(bytes), rows?.toLocaleString('en-US') ?? ''];
}

function resultOf(outcome: VerifyOutcome): Html {
  switch (outcome.status) {
    case 'done':
      return html`right`;
    case 'cancelled':
      return html`<span class="muted">not checked: cancelled</span>`;
    case 'failed': {
      const { message, advice } = outcome.error;
      return html`<span class="wrap error">${message}</span><span class="wrap">${advice ?? ''}</span>`;
    }
    default:
      return exhaustive(outcome);
  }
}
