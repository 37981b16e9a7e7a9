/** The command line where the lakehouse is a SQL warehouse: addresses, places of a workspace, and what is asked of it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsePlace } from '../../../src/lakehouse/databricks/places';
import type { Lakehouse, LakehouseEntry } from '../../../src/lakehouse/lakehouse';
import { fakeDatabase, fakeLakehouse } from '../support/fakeLakehouse';
import { type CliOptions, cli } from '../support/runCli';

const ADDRESS = 'databricks://prod/abc123';
const DATABASE = 'abfss://lake@store/ow';

interface Asked {
  readonly opened: (readonly [readonly string[], number])[];
  entries: number;
}

/** A lakehouse in memory that says it is one of a workspace. */
function warehouse(more: Partial<Lakehouse> = {}) {
  const fake = fakeLakehouse({ tables: fakeDatabase(DATABASE, 'job_gold', 'audit_log_bronze') });
  const asked: Asked = { opened: [], entries: 0 };
  const entry: LakehouseEntry = { kind: 'database', name: 'ow', location: DATABASE };
  const lakehouse: Lakehouse = {
    ...fake,
    label: 'prod.example.com',
    host: 'prod.example.com',
    cannot: { incremental: 'Incremental snapshots here need a cluster.' },
    place: parsePlace,
    async entries(signal, onEntry) {
      asked.entries += 1;
      onEntry?.(entry);
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      return [entry];
    },
    ...more,
  };
  const options: CliOptions = { onOpen: (...opened) => asked.opened.push(opened) };
  return { lakehouse, asked, options, fake };
}

describe('a SQL warehouse', () => {
  test('is opened by its address as it was given, or as the environment has it', async () => {
    const { lakehouse, asked, options } = warehouse();
    const given = await cli(['databases', '--lakehouse', ADDRESS], lakehouse, options);
    assert.deepEqual([given.code, asked.opened[0]], [0, [[ADDRESS], 8]]);
    assert.match(given.stdout, /^ow +database +abfss:\/\/lake@store\/ow$/m);
    const env = { OVERWATCH_LAKEHOUSE: `${ADDRESS}?auth=profile&catalogs=main,dev` };
    await cli(['databases'], lakehouse, { ...options, env });
    assert.deepEqual(asked.opened[1]?.[0], [env.OVERWATCH_LAKEHOUSE]);
  });

  test('gets as many statements at a time as are asked for', async () => {
    const { lakehouse, asked, options } = warehouse();
    const words = ['verify', '--lakehouse', ADDRESS, '--from', 'main.kept'];
    await cli([...words, '--concurrency', '20'], lakehouse, options);
    await cli([...words, '--concurrency', '2'], lakehouse, options);
    assert.deepEqual(
      asked.opened.map(([, statements]) => statements),
      [20, 8],
    );
  });

  test('is no folder of a relative path, and a catalog is none either', async () => {
    const { lakehouse } = warehouse();
    const wrong = await cli(['verify', '--lakehouse', '/lake', '--from', 'main.kept'], lakehouse);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--lakehouse \/lake is not the address of a SQL warehouse/);
    const path = await cli(['verify', '--from', 's3://bucket/kept'], lakehouse);
    assert.match(path.stderr, /is no folder[\s\S]*databricks:\/\/PROFILE\/ID/);
  });

  test('reads a place that is given by itself, a path or a name', async () => {
    const roots: string[] = [];
    const { lakehouse, options } = warehouse({
      readReport: async (table) => {
        roots.push(table);
        return [];
      },
    });
    for (const place of ['s3://bucket/kept/', 'main.kept', '`main`.`my kept`']) {
      const { code } = await cli(['report', '--lakehouse', ADDRESS, '--from', place], lakehouse, options);
      assert.equal(code, 0);
    }
    assert.deepEqual(
      [...new Set(roots)],
      ['s3://bucket/kept/clone_report', '`main`.`kept`/clone_report', '`main`.`my kept`/clone_report'],
    );
    const nowhere = await cli(['report', '--lakehouse', ADDRESS, '--from', 'kept'], lakehouse, options);
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.stderr, /kept names no place in a workspace/);
  });

  test('does not search for a database that is named in full', async () => {
    const { lakehouse, asked, options, fake } = warehouse();
    const words = ['tables', '--lakehouse', ADDRESS, '--database'];
    const found = await cli([...words, DATABASE], lakehouse, options);
    assert.match(found.stdout, /job_gold/);
    assert.equal(asked.entries, 0);
    await cli([...words, 'main.ow'], lakehouse, options);
    assert.ok(fake.calls.includes('tables `main`.`ow`'));
    const named = await cli([...words, 'OW'], lakehouse, options);
    assert.equal(named.stdout, found.stdout);
    assert.equal(asked.entries, 1);
  });

  test('tells the health of a database that is named in full', async () => {
    const asked: string[] = [];
    const { lakehouse, options } = warehouse({
      readReport: async (table, _signal, needed) => {
        asked.push(`${table} ${needed?.join(' ')}`);
        return [];
      },
    });
    const { code, stdout } = await cli(
      ['health', '--lakehouse', ADDRESS, '--database', 'main.ow'],
      lakehouse,
      options,
    );
    assert.deepEqual(
      [code, stdout],
      [1, 'Health cannot be told: pipeline_report is empty, so no module has run yet.\n'],
    );
    assert.match(asked.join(), /^`main`\.`ow`\/pipeline_report organization_id .* Pipeline_SnapTS$/);
  });

  test('stops its search as soon as the database is found', async () => {
    let wasStopped = false;
    const { lakehouse, options } = warehouse({
      async entries(signal, onEntry) {
        onEntry?.({ kind: 'database', name: 'ow', location: DATABASE });
        wasStopped = signal.aborted;
        signal.throwIfAborted();
        return [];
      },
    });
    const words = ['tables', '--lakehouse', ADDRESS, '--database', 'ow'];
    assert.equal((await cli(words, lakehouse, options)).code, 0);
    assert.ok(wasStopped);
  });

  test('takes a snapshot into a place of the workspace', async () => {
    const { lakehouse, options, fake } = warehouse();
    const words = ['snapshot', '--lakehouse', ADDRESS, '--database', 'ow', '--to', 'abfss://kept@store/ow/'];
    const { code, stdout } = await cli(words, lakehouse, options);
    assert.equal(code, 0);
    assert.match(stdout, /Report: abfss:\/\/kept@store\/ow\/clone_report/);
    assert.ok(fake.state.has('abfss://kept@store/ow/data/job_gold'));
  });

  test('says why it takes no incremental one', async () => {
    const { lakehouse, options } = warehouse();
    const words = ['snapshot', '--lakehouse', ADDRESS, '--database', 'ow', '--to', 's3://kept/ow'];
    const { code, stderr } = await cli([...words, '--type', 'incremental'], lakehouse, options);
    assert.equal(code, 2);
    assert.match(stderr, /need a cluster/);
  });

  test('shows the SQL of a restore to a path as the workspace knows it', async () => {
    const { lakehouse, options } = warehouse();
    const to = ['--to', 'abfss://kept@store/ow'];
    await cli(['snapshot', '--lakehouse', ADDRESS, '--database', 'ow', ...to], lakehouse, options);
    const { code, stdout, stderr } = await cli(
      ['restore', '--lakehouse', ADDRESS, '--from', 'abfss://kept@store/ow', '--to', 'abfss://new@store/ow'],
      lakehouse,
      options,
    );
    assert.equal(code, 0);
    assert.match(stdout, /LOCATION 'abfss:\/\/new@store\/ow\/global_share/);
    assert.doesNotMatch(stderr, /--sql-location/);
  });
});

describe('exit codes of what happens on the way to a server', () => {
  for (const code of ['unreachable', 'unauthenticated', 'unavailable', 'timeout'] as const) {
    test(code, async () => {
      const { Fault } = await import('../../../src/base/fault');
      const { lakehouse } = warehouse({
        entries: () => Promise.reject(new Fault(code, 'No.', { advice: 'Do this.' })),
      });
      const printed = await cli(['databases', '--lakehouse', ADDRESS, '--json'], lakehouse);
      assert.equal(printed.code, 1);
      assert.deepEqual(printed.json(), [{ type: 'error', code, message: 'No.', advice: 'Do this.' }]);
    });
  }
});
