import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../src/base/fault';
import { alertStatement } from '../../../../src/generate/alert';
import { placeAlert, tryAlert } from '../../../../src/vscode/workspaces/placeAlert';
import { startFakeWorkspace } from '../../../support/fakeWorkspace/fakeWorkspace';

const { signal } = new AbortController();
const SUBJECT = { kind: 'modules', database: 'main.ow', staleDays: 2 } as const;
const OPTIONS = {
  warehouseId: 'w1',
  cron: '0 0 8 * * ?',
  timeZone: 'Europe/Berlin',
  paused: false,
  emails: ['ops@example.com'],
  webhooks: ['0481e838-0a59-4eff-9541-a4ca6f149574'],
};
const NAME = 'Overwatch: modules failed or stale in main.ow';

async function start(context: Parameters<typeof startFakeWorkspace>[0]) {
  const workspace = await startFakeWorkspace(context);
  workspace.warehouses.warehouses.push({ id: 'w1', name: 'W', state: 'RUNNING' });
  return workspace;
}

describe('trying an alert', () => {
  test('runs the very query, and finds the alert of the same name', async (context) => {
    const { rest } = await start(context);
    const asked: string[] = [];
    const query = async (text: string) => {
      asked.push(text);
      return [{ problems: 2, details: 'a\nb' }];
    };
    const first = await tryAlert({ rest, query }, SUBJECT, signal);
    assert.deepEqual(first, { problems: 2, details: 'a\nb', existing: undefined });
    assert.deepEqual(asked, [alertStatement(SUBJECT)]);
    const id = await placeAlert(rest, { subject: SUBJECT, options: OPTIONS, id: undefined }, signal);
    await placeAlert(
      rest,
      { subject: { ...SUBJECT, database: 'main.other' }, options: OPTIONS, id: undefined },
      signal,
    );
    assert.equal((await tryAlert({ rest, query }, SUBJECT, signal)).existing?.id, id);
  });

  test('fails where the query does not run, or tells no number', async (context) => {
    const { rest } = await start(context);
    const query = async () => {
      throw new Fault('not-found', 'main.ow.pipeline_report is not there.', { advice: 'Look at its name.' });
    };
    await assert.rejects(tryAlert({ rest, query }, SUBJECT, signal), {
      code: 'not-found',
      message: 'main.ow.pipeline_report is not there.',
      advice: 'Look at its name.',
    });
    await assert.rejects(tryAlert({ rest, query: async () => [] }, SUBJECT, signal), { code: 'io' });
  });
});

describe('placing an alert', () => {
  test('makes one that the workspace takes, and changes it', async (context) => {
    const { rest, alerts } = await start(context);
    const id = await placeAlert(rest, { subject: SUBJECT, options: OPTIONS, id: undefined }, signal);
    const changed = { ...OPTIONS, emails: [], webhooks: [], cron: '0 30 7 ? * MON' };
    assert.equal(await placeAlert(rest, { subject: SUBJECT, options: changed, id }, signal), id);
    assert.equal(alerts.alerts.size, 1);
    const settings = alerts.alerts.get(id)?.settings;
    assert.equal(settings?.display_name, NAME);
    assert.deepEqual(settings?.schedule, {
      quartz_cron_schedule: '0 30 7 ? * MON',
      timezone_id: 'Europe/Berlin',
      pause_status: 'UNPAUSED',
    });
  });

  test('takes up the one whose answer was lost', async (context) => {
    const { rest, alerts, trouble } = await start(context);
    const place = () => placeAlert(rest, { subject: SUBJECT, options: OPTIONS, id: undefined }, signal);
    const id = await place();
    // As if the alert was not there before the request, and there after it.
    trouble(/GET .*alerts$/, { json: { alerts: [] } });
    trouble(/POST .*alerts$/, 'drop-halfway');
    assert.equal(await place(), id);
    assert.equal(alerts.alerts.size, 1);
  });

  test('does not take an older one for one that was not made', async (context) => {
    const { rest, trouble } = await start(context);
    const place = () => placeAlert(rest, { subject: SUBJECT, options: OPTIONS, id: undefined }, signal);
    await place();
    trouble(/POST .*alerts$/, 'drop-halfway');
    await assert.rejects(place(), { code: 'unreachable' });
  });
});
