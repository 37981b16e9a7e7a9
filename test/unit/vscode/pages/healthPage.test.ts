import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pipelineHealth } from '../../../../src/backup/health/judge';
import type { ReportRecord } from '../../../../src/backup/health/moduleRuns';
import { optionsOfDays } from '../../../../src/backup/health/verdict';
import { healthPage } from '../../../../src/vscode/pages/healthPage';
import { readPage } from '../support/readPage';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T03:24:56.789Z');
const SUBJECT = { name: 'ow', location: '`main`.`ow`', staleDays: 2, readAt: NOW };
const EVIL = '<script>alert("1")</script>';

function row(
  organization_id: string,
  moduleID: number,
  daysAgo: number,
  status = 'SUCCESS',
  reached = daysAgo,
): ReportRecord {
  return {
    organization_id,
    workspace_name: `of ${organization_id} ${EVIL}`,
    moduleID,
    moduleName: `Module ${moduleID} ${EVIL}`,
    Pipeline_SnapTS: NOW - daysAgo * DAY,
    untilTS: NOW - reached * DAY,
    status,
  };
}

function page(...records: ReportRecord[]) {
  return healthPage(pipelineHealth(records, optionsOfDays(2, NOW)), SUBJECT);
}

describe('the page of the pipeline health', () => {
  const error = `FAILED --> ROLLED BACK: x\nERROR:\n${EVIL}${' at module'.repeat(40)}`;
  const found = page(
    row('1', 1004, 0),
    row('2', 1004, 0),
    row('2', 1006, 4),
    row('2', 1006, 0, error),
    row('2', 2006, 0, 'EMPTY: skipped', 4),
  );
  const words = readPage(found.body);

  test('says what it is of, and the result', () => {
    assert.equal(found.title, 'ow: health');
    assert.match(
      words,
      /Pipeline health of ow Database main\.ow Result 4 modules in 2 workspaces: 1 failed, 1 stale, 2 healthy/,
    );
    assert.match(words, /Stale after 2 days without progress Read 2026-11-23T03:24:56Z/);
  });

  test('begins with what holds the others back, and puts the worst first', () => {
    assert.match(words, /Where to begin 1006 Module 1006 \S+ of 2 of 2 \S+, failed ROLLED BACK: x ERROR: /);
    const order = [...words.matchAll(/(\d{4}) Module \d{4} \S+ \d of \d \S+ (failed|stale|healthy)/g)].map(
      (one) => one.slice(1),
    );
    assert.deepEqual(order, [
      ['1006', 'failed'],
      ['2006', 'stale'],
      ['1004', 'healthy'],
      ['1004', 'healthy'],
    ]);
    assert.match(
      words,
      /stale 2026-11-19T03:24:56Z 4 days ago 2026-11-23T03:24:56Z empty EMPTY: skipped Waits for 1006 Module/,
    );
  });

  test('folds a long error, and shows all of it', () => {
    assert.match(
      found.body,
      /<details><summary>ROLLED BACK: x[^<]{1,60}<\/summary><pre>ROLLED BACK: x\nERROR:\n/,
    );
    assert.ok(found.body.includes(' at module'.repeat(40)));
  });

  test('escapes everything that the report holds', () => {
    assert.ok(!found.body.includes('<script'));
    assert.ok(!found.body.includes('"1"'));
  });

  test('names no workspace beside each module where there is one only', () => {
    const { body } = page(row('1', 1004, 0));
    assert.match(readPage(body), /Workspace 1 of 1 \S+ Result 1 module in 1 workspace: 1 healthy/);
    assert.doesNotMatch(readPage(body), /Where to begin/);
  });

  test('says that nothing runs, and what the report does not tell', () => {
    assert.match(
      readPage(page(row('1', 1004, 9)).body),
      /Overwatch has not run in 1 of 1 \S+ since 2026-11-14T/,
    );
    const empty = readPage(page().body);
    assert.match(empty, /Health cannot be told: pipeline_report is empty, so no module has run yet\.$/);
    assert.doesNotMatch(empty, /Result|Modules/);
  });
});
