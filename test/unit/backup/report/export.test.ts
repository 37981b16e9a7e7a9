import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exportRun } from '../../../../src/backup/report/export';
import type { ReportRow } from '../../../../src/backup/report/report';
import { groupRuns } from '../../../../src/backup/report/runs';
import { failedRow, reportRow } from '../../support/reportRow';

function runOf(...rows: ReportRow[]) {
  const [run] = groupRuns(rows);
  assert.ok(run);
  return run;
}

const RUN = runOf(reportRow(), failedRow('Line one,\nsays "no" | *x*', { table: 'jobrun_gold' }));
const PLAIN = { redact: false };

describe('CSV', () => {
  test('has a header, one line a row, and CRLF', () => {
    const lines = exportRun(runOf(reportRow()), 'csv', PLAIN).split('\r\n');
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? '', /^run,process,type,database,table,layer,status,/);
    assert.match(lines[1] ?? '', /^run-1,snapshot,full,overwatch_etl,job_gold,gold,done,SUCCESS,/);
    assert.match(
      lines[1] ?? '',
      /,2023-11-14T22:13:20Z,2023-11-14T22:13:21Z,1000,"files, sizes and rows",,$/,
    );
    assert.equal(lines[2], '');
  });

  test('quotes what needs it', () => {
    assert.ok(exportRun(RUN, 'csv', PLAIN).includes('"Line one,\nsays ""no"" | *x*"'));
  });

  for (const text of ['=1+1', '+1', '-1', '@x', '\t=1']) {
    test(`no spreadsheet takes ${JSON.stringify(text)} for a formula`, () => {
      const csv = exportRun(runOf(failedRow(text)), 'csv', PLAIN);
      assert.ok(csv.includes(`,'${text},`));
    });
  }
});

test('JSON holds the run and its rows', () => {
  const read = JSON.parse(exportRun(RUN, 'json', PLAIN));
  assert.equal(read.id, 'run-1');
  assert.equal(read.totals.copiedBytes, 1000);
  assert.equal(read.rows[1].errorMessage, 'Line one,\nsays "no" | *x*');
});

test('Markdown is a summary and a table, whatever the texts hold', () => {
  const text = exportRun(RUN, 'markdown', PLAIN);
  assert.match(text, /^# snapshot run-1: partial\n\n- Database: overwatch\\_etl\n/);
  assert.match(text, /- Outcome: 2 tables: 1 done, 1 failed\n/);
  assert.ok(
    text.includes(
      '| job\\_gold | gold | done | 2 | 2.0 KB | 1.0 KB | 20 | 4 | 1.0 s | files, sizes and rows |  |\n',
    ),
  );
  assert.ok(text.includes('Line one, says "no" \\| \\*x\\* |\n'));
});

test('redacted documents name no path and no database', () => {
  for (const format of ['csv', 'json', 'markdown'] as const) {
    const text = exportRun(RUN, format, { redact: true });
    assert.doesNotMatch(text, /acme|backups|overwatch\\?_etl/, format);
    assert.match(text, /path-1/, format);
    assert.match(text, /database-1/, format);
  }
});
