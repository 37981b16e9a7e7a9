import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertUrl, createAlert, listAlerts, updateAlert } from '../../../src/workspace/alerts';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;
const SETTINGS = {
  display_name: 'Modules failed',
  query_text: 'SELECT 1 AS problems',
  warehouse_id: 'w1',
  evaluation: {
    source: { name: 'problems' },
    comparison_operator: 'GREATER_THAN',
    threshold: { value: { double_value: 0 } },
  },
  schedule: { quartz_cron_schedule: '0 0 8 * * ?', timezone_id: 'UTC', pause_status: 'UNPAUSED' },
};

async function start(test: Parameters<typeof startFakeWorkspace>[0]) {
  const workspace = await startFakeWorkspace(test);
  workspace.warehouses.warehouses.push({ id: 'w1', name: 'W', state: 'RUNNING' });
  return workspace;
}

describe('alerts', () => {
  it('are made, listed over all pages, and changed in what is named', async (test) => {
    const { rest, alerts, requests } = await start(test);
    const id = await createAlert(rest, SETTINGS, NEVER);
    alerts.pageSize = 1;
    const other = await createAlert(rest, { ...SETTINGS, display_name: 'Other' }, NEVER);
    const fake = alerts.alerts.get(id);
    assert.ok(fake);
    fake.state = 'TRIGGERED';
    fake.evaluatedAt = 1_700_000_000_000;
    const found = await listAlerts(rest, NEVER);
    assert.equal(found.length, 2);
    assert.deepEqual(found[0], {
      id,
      name: 'Modules failed',
      queryText: 'SELECT 1 AS problems',
      warehouseId: 'w1',
      state: 'TRIGGERED',
      evaluatedAt: 1_700_000_000_000,
      schedule: { cron: '0 0 8 * * ?', timeZone: 'UTC', paused: false },
      owner: 'somebody@example.com',
    });
    assert.equal(found[1]?.state, undefined, 'not evaluated yet');

    await updateAlert(rest, other, { display_name: 'Renamed', query_text: 'SELECT 2 AS problems' }, NEVER);
    assert.deepEqual(requests.at(-1)?.query, { update_mask: 'display_name,query_text' });
    assert.deepEqual(alerts.alerts.get(other)?.settings, {
      ...SETTINGS,
      display_name: 'Renamed',
      query_text: 'SELECT 2 AS problems',
    });
  });

  it('in the trash are not listed', async (test) => {
    const { rest, alerts } = await start(test);
    const id = await createAlert(rest, SETTINGS, NEVER);
    const fake = alerts.alerts.get(id);
    assert.ok(fake);
    fake.trashed = true;
    assert.deepEqual(await listAlerts(rest, NEVER), []);
    await assert.rejects(updateAlert(rest, id, SETTINGS, NEVER), { code: 'not-found' });
  });

  it('are changed again after a lost answer, and not made again', async (test) => {
    const { rest, alerts, trouble } = await start(test);
    trouble(/^POST/, 'drop-halfway');
    await assert.rejects(createAlert(rest, SETTINGS, NEVER), {
      message: /^Creating the alert Modules failed: .* Whether it took effect is not known\.$/,
    });
    const id = await createAlert(rest, SETTINGS, NEVER);
    trouble(/^PATCH/, 'drop-halfway');
    await updateAlert(rest, id, { display_name: 'Renamed' }, NEVER);
    assert.equal(alerts.alerts.get(id)?.settings.display_name, 'Renamed');
  });

  it('that the workspace does not take say why', async (test) => {
    const { rest } = await start(test);
    const wrong = { ...SETTINGS, schedule: { ...SETTINGS.schedule, quartz_cron_schedule: '0 8 * * *' } };
    await assert.rejects(createAlert(rest, wrong, NEVER), {
      code: 'usage',
      message: /Invalid quartz_cron_expression/,
    });
    const elsewhere = { ...SETTINGS, warehouse_id: 'w2' };
    await assert.rejects(createAlert(rest, elsewhere, NEVER), { code: 'not-found' });
  });

  it('have a page', async (test) => {
    const { rest } = await start(test);
    assert.equal(alertUrl(rest, 'a-1'), `https://${rest.tokens.host}/sql/alerts-v2/a-1`);
  });
});
