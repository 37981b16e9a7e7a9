/** The drop of a database that goes by one statement, under the same conditions as one that goes table by table. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planMigration } from '../../../../src/backup/migration/plan';
import { runPlan } from '../../../../src/backup/run/run';
import { Fault } from '../../../../src/base/fault';
import { type FakeLakehouse, fakeDatabase, fakeLakehouse } from '../../support/fakeLakehouse';

const { signal } = new AbortController();
const DATABASE = '/lake/ow/global_share';
const CONFIG = '/conf/deployment.csv';
const TEXT = 'storage_prefix,etl_database_name\r\n/lake/ow,ow\n';

interface Catalog extends FakeLakehouse {
  readonly dropped: string[];
}

/** @param others tells each time what else lies in the database */
function catalog(others: () => readonly string[], config = CONFIG): Catalog {
  const tables = fakeDatabase(DATABASE, 'job_gold', 'audit_log_bronze');
  const lakehouse = fakeLakehouse({ tables, files: { [config]: TEXT } });
  const dropped: string[] = [];
  return {
    ...lakehouse,
    dropped,
    wholeDrop: () => ({
      others: async () => others(),
      async drop(database) {
        dropped.push(database);
        for (const path of [...lakehouse.state.keys()])
          if (path.startsWith(`${database}/`)) lakehouse.state.delete(path);
      },
    }),
    dropTable: () => assert.fail('Tables are not dropped one by one.'),
  };
}

function plan(lakehouse: FakeLakehouse, acceptLoss: readonly string[], config = CONFIG) {
  const choice = {
    ...{ database: { name: 'ow', location: DATABASE }, root: '/new', config: { location: config } },
    ...{ exclude: [], include: [], acceptLoss, checksum: false, dropSource: 'ow' },
  };
  return planMigration(choice, lakehouse, { now: () => 1000, runId: 'run', concurrency: 2, signal });
}

const run = async (lakehouse: FakeLakehouse, acceptLoss: readonly string[] = []) =>
  runPlan(await plan(lakehouse, acceptLoss), lakehouse, {
    ...{ onEvent: () => undefined, signal, concurrency: 2, now: () => 2000 },
  });

describe('a database that is dropped as a whole', () => {
  test('goes by one statement', async () => {
    const lakehouse = catalog(() => []);
    const finished = await run(lakehouse);
    assert.equal(finished.status, 'done');
    assert.deepEqual(lakehouse.dropped, [DATABASE]);
    assert.equal(finished.source, 'dropped');
  });

  test('stays while it holds what is no table, unless its loss is accepted by name', async () => {
    const lakehouse = catalog(() => ['a_view']);
    const drop = (await plan(lakehouse, [])).after.at(-1);
    assert.ok(drop?.kind === 'drop' && !drop.state.ready);
    assert.match(drop.state.error.message, /a_view is neither copied nor accepted as lost/);
    assert.equal((await run(lakehouse)).after.get('drop')?.status, 'failed');
    assert.deepEqual(lakehouse.dropped, []);
    assert.equal(
      (
        await run(
          catalog(() => ['a_view']),
          ['a_view'],
        )
      ).status,
      'done',
    );
  });

  test('is not planned while the config lies where the database is stored, though in none of its tables', async () => {
    const inside = `${DATABASE}/conf/deployment.csv`;
    const lakehouse = catalog(() => [], inside);
    await assert.rejects(plan(lakehouse, [], inside), {
      code: 'bad-config',
      message: /lies in the database that is to be dropped/,
    });
  });

  test('stays when a view came since the plan was made', async () => {
    let asked = 0;
    const lakehouse = catalog(() => {
      asked += 1;
      return asked === 1 ? [] : ['new_view'];
    });
    const outcome = (await run(lakehouse)).after.get('drop');
    assert.ok(outcome?.status === 'failed' && /new_view/.test(outcome.error.message));
    assert.deepEqual(lakehouse.dropped, []);
  });

  test('counts as partly dropped when the statement failed half-way, and as kept when it took nothing', async () => {
    for (const [gone, source] of [
      [[`${DATABASE}/job_gold`], 'partly dropped'],
      [[], 'kept'],
    ] as const) {
      const lakehouse = catalog(() => []);
      const failing: FakeLakehouse = {
        ...lakehouse,
        wholeDrop: () => ({
          others: async () => [],
          async drop() {
            for (const table of gone) lakehouse.state.delete(table);
            throw new Fault('io', 'The warehouse stopped.');
          },
        }),
      };
      const finished = await run(failing);
      const drop = finished.after.get('drop');
      assert.ok(drop?.status === 'failed' && drop.error.message.includes('The warehouse stopped.'));
      assert.equal(finished.source, source);
    }
  });

  test('is refused from the start where neither way is there', async () => {
    const lakehouse = {
      ...fakeLakehouse({ tables: fakeDatabase(DATABASE, 'job_gold'), files: { [CONFIG]: TEXT } }),
    };
    const cannot = { dropTable: 'Nothing can be dropped here.' };
    await assert.rejects(plan({ ...lakehouse, cannot }, []), { code: 'usage', message: cannot.dropTable });
  });
});
