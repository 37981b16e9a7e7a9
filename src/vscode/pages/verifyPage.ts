/** The page of a backup's verification: every table with what was checked, those that are not right first. */

import type { FinishedVerification, VerifyOutcome, VerifyResult } from '../../backup/verify/verify';
import { exhaustive } from '../../base/fault';
import { formatBytes, formatCount, formatDuration } from '../../base/format';
import { shownPlace } from '../../lakehouse/placeText';
import { figure, type Html, header, html, type Page, safe, table } from './html';

export function verifyPage(root: string, { results, summary }: FinishedVerification): Page {
  const failed = results.filter(({ outcome }) => outcome.status === 'failed');
  const others = results.filter(({ outcome }) => outcome.status !== 'failed');
  const facts = [
    ['Backup', shownPlace(root)],
    ['Tables', formatCount(results.length, 'table')],
    [
      'Result',
      summary.status === 'done'
        ? 'every table is verified'
        : `${failed.length} of ${results.length} are not as they should be`,
    ],
  ] as const;
  const heads = [html`Table`, html`Result`, ...['Files', 'Size', 'Rows', 'Took'].map(figure)];
  const rows = [...failed, ...others].map(resultRow);
  return {
    title: 'Verification',
    body: html`${safe(header('Verification of a backup', facts))}${safe(table('Verified tables', heads, rows))}`,
  };
}

function resultRow({ table: name, outcome }: VerifyResult): readonly Html[] {
  const figures = 'verification' in outcome ? figuresOf(outcome.verification) : ['', '', ''];
  const took = formatDuration(outcome.endedAt - outcome.startedAt);
  return [html`${name}`, resultOf(outcome), ...[...figures, took].map(figure)];
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
      return html`verified`;
    case 'warning':
      return html`right <span class="wrap">${outcome.warnings.join(' ')}</span>`;
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
