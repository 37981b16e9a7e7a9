import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alertQuery } from '../../../../src/generate/alert';
import {
  type AlertStart,
  alertStepIds,
  daysOf,
  newAlert,
  readAlertPlace,
  readDays,
  toAlert,
  toAlertOptions,
  withDays,
  withKind,
} from '../../../../src/vscode/pickers/alertDraft';
import { readRecipients } from '../../../../src/vscode/pickers/recipients';

const ANYWHERE: AlertStart = {
  kinds: ['modules', 'failed-tables', 'no-snapshot'],
  place: undefined,
  address: undefined,
  likely: '',
  staleDays: 3,
};
const OF_WORKSPACE: AlertStart = {
  kinds: ['modules'],
  place: 'main.ow',
  address: 'databricks://prod/abc',
  likely: '',
  staleDays: 3,
};
const USAGE = { code: 'usage' };

describe('the steps of an alert', () => {
  const start = newAlert(ANYWHERE, 'UTC');

  test('ask for all that is not given', () => {
    assert.deepEqual(alertStepIds(start, ANYWHERE, true), [
      'kind',
      'place',
      'days',
      'use',
      'workspace',
      'schedule',
      'recipients',
      'review',
    ]);
    assert.deepEqual(alertStepIds(newAlert(OF_WORKSPACE, 'UTC'), OF_WORKSPACE, true), [
      'days',
      'use',
      'schedule',
      'recipients',
      'review',
    ]);
  });

  test('keep the step in which the only workspace was added', () => {
    const chosen = { ...start, address: 'databricks://prod/abc' };
    assert.deepEqual(alertStepIds(chosen, ANYWHERE, false), alertStepIds(start, ANYWHERE, true));
  });

  test('ask for no workspace where there is one, and for no schedule of a query', () => {
    assert.ok(!alertStepIds(start, ANYWHERE, false).includes('workspace'));
    assert.deepEqual(alertStepIds({ ...start, use: 'sql' }, ANYWHERE, true), [
      'kind',
      'place',
      'days',
      'use',
      'generated',
    ]);
    assert.deepEqual(alertStepIds({ ...start, use: 'bundle' }, ANYWHERE, true).slice(-4), [
      'warehouse',
      'schedule',
      'recipients',
      'generated',
    ]);
  });
});

test('another kind watches another place, for as long as is usual or was typed', () => {
  const draft = withDays({ ...newAlert(ANYWHERE, 'UTC'), place: 'main.ow' }, 5);
  assert.deepEqual(withKind(draft, 'modules', ANYWHERE), draft);
  const other = withKind(draft, 'no-snapshot', ANYWHERE);
  assert.deepEqual([other.place, daysOf(other)], [undefined, 8]);
  assert.equal(daysOf(withKind(other, 'modules', ANYWHERE)), 5);
  assert.equal(daysOf(newAlert(ANYWHERE, 'UTC')), 3);
});

describe('what is typed', () => {
  test('days are whole and at least one', () => {
    assert.equal(readDays(' 14 '), 14);
    for (const text of ['', '0', '-1', '1.5', 'two', '99999'])
      assert.throws(() => readDays(text), USAGE, text);
  });

  test('a database is a name, a backup a path or a schema with its catalog', () => {
    assert.equal(readAlertPlace('modules', ' `main`.ow '), 'main.ow');
    assert.equal(
      readAlertPlace('no-snapshot', 'abfss://b@l.dfs.core.windows.net/ow/'),
      'abfss://b@l.dfs.core.windows.net/ow',
    );
    assert.equal(readAlertPlace('failed-tables', 'main.ow_backup'), 'main.ow_backup');
    for (const text of ['/home/ada/lake', 's3://bucket/ow', 'a.b.c', ''])
      assert.throws(() => readAlertPlace('modules', text), USAGE, text);
    for (const text of ['kept', 'relative/path', 'a.b.c', ''])
      assert.throws(() => readAlertPlace('no-snapshot', text), USAGE, text);
  });

  test('recipients are e-mail addresses and ids, each once', () => {
    const id = '0481e838-0a59-4eff-9541-a4ca6f149574';
    assert.deepEqual(readRecipients(` ops@example.com, ${id};ops@example.com\n`), {
      emails: ['ops@example.com'],
      webhooks: [id],
    });
    assert.deepEqual(readRecipients(''), { emails: [], webhooks: [] });
    for (const text of ['ops', 'ops@example', '@example.com', id.slice(1)])
      assert.throws(() => readRecipients(text), USAGE, text);
  });
});

test('what was chosen becomes the alert', () => {
  const draft = { ...newAlert(OF_WORKSPACE, 'Europe/Berlin'), recipients: 'ops@example.com' };
  assert.deepEqual(toAlert(draft), { kind: 'modules', database: 'main.ow', staleDays: 3 });
  assert.deepEqual(toAlertOptions(draft, 'abc'), {
    warehouseId: 'abc',
    cron: '0 0 8 * * ?',
    timeZone: 'Europe/Berlin',
    paused: false,
    emails: ['ops@example.com'],
    webhooks: [],
  });
  const backup = { ...draft, kind: 'failed-tables', place: 'main.ow_backup' } as const;
  assert.match(alertQuery(toAlert(backup)), /FROM `main`\.`ow_backup`\.`clone_report`/);
  assert.throws(() => toAlert({ ...draft, place: undefined }), { code: 'internal' });
});
