import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { RunEvent } from '../../../src/backup/events';
import type { Plan } from '../../../src/backup/plan';
import { Fault } from '../../../src/base/fault';
import {
  type FakeLakehouse,
  type FakeOptions,
  fakeDatabase,
  fakeLakehouse,
  fakeTable,
} from '../support/fakeLakehouse';
import { matchesPrinted } from '../support/golden';
import { type CliOptions, cli, type Printed } from '../support/runCli';

const DATABASE = '/lake/overwatch/global_share';
const TABLES = {
  ...fakeDatabase(DATABASE, 'job_gold', 'audit_log_bronze', 'my_notes'),
  [`${DATABASE}/jobrun_silver`]: fakeTable('jobs', 12),
};
const ON_LAKE = ['--lakehouse', '/lake', '--database', 'overwatch'];
const SNAPSHOT = ['snapshot', ...ON_LAKE, '--to', '/backups/ow'];

function lake(options: Partial<FakeOptions> = {}): FakeLakehouse {
  return fakeLakehouse({ tables: TABLES, freeBytes: 1_000_000, ...options });
}

const failing: FakeOptions['hook'] = (operation, at) => {
  if (operation === 'clone' && at.endsWith('/job_gold')) {
    throw new Fault('damaged', 'Table job_gold: version 3 is missing.', { advice: 'Restore the file.' });
  }
};

function fault({ stdout }: Printed): Record<string, unknown> {
  const last: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  assert.ok(typeof last === 'object' && last !== null && 'type' in last);
  assert.equal(last.type, 'error');
  return { ...last };
}

describe('help', () => {
  test('of all commands', async () => {
    const { code, stdout } = await cli(['--help'], lake());
    assert.equal(code, 0);
    matchesPrinted('help', stdout);
  });

  const commands = [
    ...['databases', 'tables', 'snapshot', 'bronze-backup', 'restore', 'forget'],
    ...['diff', 'schema', 'verify', 'report', 'preview', 'migrate', 'resume'],
  ];
  for (const command of commands) {
    test(`of ${command}, asked for in any way`, async () => {
      const { code, stdout } = await cli([command, '--to', 'x', '--help'], lake());
      assert.equal(code, 0);
      matchesPrinted(`help-${command}`, stdout);
      assert.equal((await cli(['help', command], lake())).stdout, stdout);
      assert.equal((await cli([command, '-h'], lake())).stdout, stdout);
    });
  }

  test('of what several commands begin with, asked for in any way', async () => {
    const { code, stdout } = await cli(['generate', '--help'], lake());
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: overwatch-backup generate WHAT/);
    for (const what of ['notebook', 'job', 'schedule', 'alert'])
      assert.match(stdout, new RegExp(`^  generate ${what} `, 'm'));
    assert.equal((await cli(['generate', '-h'], lake())).stdout, stdout);
    assert.equal((await cli(['help', 'generate'], lake())).stdout, stdout);
    const { stdout: one } = await cli(['generate', 'job', '--help'], lake());
    assert.match(one, /^Usage: overwatch-backup generate job /);
  });

  test('a command line without a command is wrong usage', async () => {
    const { code, stdout, stderr } = await cli([], lake());
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^Usage: /);
  });

  test('the version is the package’s', async () => {
    const { stdout } = await cli(['--version'], lake());
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

describe('wrong usage', () => {
  const cases: [string[], RegExp][] = [
    [['snapshto'], /Did you mean snapshot\?/],
    [['help', 'verfy'], /Did you mean verify\?/],
    [['databases'], /OVERWATCH_LAKEHOUSE/],
    [['tables', '--lakehouse', '/lake'], /tables needs --database NAME/],
    [['snapshot', ...ON_LAKE], /snapshot needs --to ROOT/],
    [[...SNAPSHOT, '--type', 'partial'], /no snapshot type partial/],
    [[...SNAPSHOT, '--type', 'half'], /no snapshot type half/],
    [[...SNAPSHOT, '--layers', 'platinum'], /bronze, silver, gold/],
    [[...SNAPSHOT, '--layers', ''], /No layer is chosen/],
    [[...SNAPSHOT, '--exclude', 'job_glod'], /Did you mean job_gold\?/],
    [[...SNAPSHOT, '--exclude', 'pipeline_report'], /part of every snapshot/],
    [[...SNAPSHOT, '--only', ''], /No table is chosen/],
    [[...SNAPSHOT, '--as-of', 'yesterday'], /no point in time/],
    [[...SNAPSHOT, '--as-of', '2999-01-01'], /has not come/],
    [[...SNAPSHOT, '--concurrency', '0'], /whole number/],
    [['snapshot', ...ON_LAKE, '--to', 's3://bucket/x'], /is no folder/],
    [['preview', '--table', '/t', '--version', '1', '--as-of', '2024-01-01'], /do not go together/],
    [['report', '--from', '/b', '--format', 'xml'], /csv, json, markdown/],
    [['bronze-backup', ...ON_LAKE, '--to', '/b'], /bronze-backup needs --overwrite true\|false/],
    [['bronze-backup', ...ON_LAKE, '--to', '/b', '--overwrite', 'yes'], /is true or false/],
    [['restore', '--from', '/b'], /restore needs --to PREFIX/],
    [['restore', '--from', '/b', '--to', '/c', '--run', 'x', '--as-of', '2024-01-01'], /not of both/],
    [['forget', '--from', '/b'], /No rule says which copies to keep/],
    [['forget', '--from', '/b', '--keep-last', '0'], /whole number from 1 on/],
    [['forget', '--from', '/b', '--keep-within', 'ever'], /is no length of time/],
    [['diff', '--lakehouse', '/lake', '--database', 'ow'], /diff needs --from ROOT/],
  ];
  for (const [words, pattern] of cases) {
    test(words.join(' '), async () => {
      const lakehouse = lake();
      const printed = await cli(words, lakehouse);
      assert.equal(printed.code, 2);
      assert.equal(printed.stdout, '');
      assert.match(printed.stderr, pattern);
      assert.ok(!lakehouse.calls.some((call) => call.startsWith('clone')));
    });
  }

  test('is told as JSON too where that is asked for', async () => {
    const printed = await cli(['tables', '--lakehouse', '/lake', '--json'], lake());
    assert.deepEqual(fault(printed), {
      type: 'error',
      code: 'usage',
      message: 'tables needs --database NAME.',
      advice: 'See overwatch-backup tables --help.',
    });
    assert.match(printed.stderr, /tables needs --database NAME/);
  });
});

describe('databases', () => {
  const both = {
    tables: { ...TABLES, ...fakeDatabase('/lake/old/data'), '/lake/old/clone_report': fakeTable('r') },
  };

  test('as a table', async () => {
    const { code, stdout } = await cli(['databases', '--lakehouse', '/lake'], lake(both));
    assert.equal(code, 0);
    matchesPrinted('databases', stdout);
  });

  test('as JSON lines', async () => {
    const printed = await cli(['databases', '--lakehouse', '/lake', '--json'], lake(both));
    assert.deepEqual(printed.json(), [
      { kind: 'database', name: 'overwatch', location: DATABASE },
      { kind: 'backup', name: 'old', location: '/lake/old' },
    ]);
  });

  test('a folder that cannot be read is a row, and the listing partly done', async () => {
    const error = { code: 'no-permission', message: '/locked cannot be read.' } as const;
    const lakehouse = lake();
    const entries = lakehouse.entries;
    const broken = {
      ...lakehouse,
      entries: async (signal: AbortSignal) => [
        ...(await entries(signal)),
        { kind: 'unreachable', location: '/locked', error } as const,
      ],
    };
    const printed = await cli(['databases', '--lakehouse', '/lake', '--json'], broken);
    assert.equal(printed.code, 3);
    assert.deepEqual(printed.json()[1], { name: '/locked', kind: 'unreachable', location: '/locked', error });
  });

  test('folders come from words, options or the environment, relative to where it runs', async () => {
    const opened: (readonly string[])[] = [];
    const onOpen = (roots: readonly string[]) => void opened.push(roots);
    const options: CliOptions = {
      onOpen,
      cwd: '/home',
      env: { OVERWATCH_LAKEHOUSE: ['/a', 'b'].join(path.delimiter) },
    };
    await cli(['databases', '--lakehouse', 'x', '/y', '--lakehouse', 'z'], lake(), options);
    await cli(['databases'], lake(), options);
    assert.deepEqual(opened, [
      ['/home/x', '/y', '/home/z'],
      ['/a', '/home/b'],
    ]);
  });

  test('nothing found is said', async () => {
    const { code, stdout, stderr } = await cli(['databases', '--lakehouse', '/lake'], lake({ tables: {} }));
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /no Overwatch database/);
  });
});

describe('tables', () => {
  test('as a table, by layer', async () => {
    const { code, stdout } = await cli(['tables', ...ON_LAKE], lake());
    assert.equal(code, 0);
    matchesPrinted('tables', stdout.replace(/\d+,\d+ days ago/g, '20,000 days ago'));
  });

  test('as JSON lines', async () => {
    const rows = (await cli(['tables', ...ON_LAKE, '--json'], lake())).json();
    assert.deepEqual(
      rows.map(({ name, layer }) => `${name} ${layer}`),
      [
        'audit_log_bronze bronze',
        'jobrun_silver silver',
        'job_gold gold',
        'pipeline_report report',
        'my_notes other',
      ],
    );
    assert.deepEqual(rows[1], {
      name: 'jobrun_silver',
      layer: 'silver',
      location: `${DATABASE}/jobrun_silver`,
      tableId: 'jobs',
      version: 0,
      committedAt: 1000,
      bytes: 1200,
      files: 12,
      rows: 120,
      partitionColumns: [],
      features: ['reader 1, writer 2'],
    });
  });

  test('a table that cannot be read is a row with its error, and the listing partly done', async () => {
    const hook: FakeOptions['hook'] = (operation, at) => {
      if (operation === 'detail' && at.endsWith('/job_gold'))
        throw new Fault('damaged', 'job_gold is damaged.');
    };
    const printed = await cli(['tables', ...ON_LAKE, '--json'], lake({ hook }));
    assert.equal(printed.code, 3);
    const row = printed.json().find(({ name }) => name === 'job_gold');
    assert.deepEqual(row?.error, { code: 'damaged', message: 'job_gold is damaged.' });
  });
});

describe('the database', () => {
  const many = {
    tables: {
      ...fakeDatabase('/lake/east/ow/global_share', 'job_gold'),
      ...fakeDatabase('/lake/west.db', 'job_gold'),
    },
  };
  const tablesOf = (name: string, cwd = '/') =>
    cli(['tables', '--lakehouse', '/lake', '--database', name, '--json'], lake(many), { cwd });

  for (const name of ['ow', 'OW', '/lake/east/ow/global_share', 'east/ow/global_share']) {
    test(`may be called ${name}`, async () => {
      const printed = await tablesOf(name, '/lake');
      assert.equal(printed.code, 0, printed.stderr);
      assert.equal(printed.json()[0]?.location, '/lake/east/ow/global_share/job_gold');
    });
  }

  test('that is unknown names the nearest', async () => {
    const printed = await tablesOf('wets');
    assert.equal(printed.code, 1);
    assert.deepEqual(fault(printed), {
      type: 'error',
      code: 'not-found',
      message: 'There is no database wets.',
      advice: 'Did you mean west?',
    });
  });

  test('of a snapshot is no backup', async () => {
    const tables = { ...fakeDatabase('/lake/old/data'), '/lake/old/clone_report': fakeTable('r') };
    const words = ['snapshot', '--lakehouse', '/lake', '--database', 'old', '--to', '/b', '--json'];
    const printed = await cli(words, lake({ tables }));
    assert.equal(printed.code, 1);
    assert.equal(fault(printed).code, 'not-overwatch');
    for (const name of ['old', '/lake/old', '/lake/old/data', 'old/data']) {
      const database = ['--lakehouse', '/elsewhere', '--database', name, '--json'];
      const refused = await cli(['snapshot', ...database, '--to', '/b'], lake({ tables }), { cwd: '/lake' });
      assert.equal(fault(refused).code, 'not-overwatch', name);
      assert.match(String(fault(refused).advice), /restore --from \/lake\/old --to PREFIX/);
      const listed = await cli(['tables', ...database], lake({ tables }), { cwd: '/lake' });
      assert.equal(listed.json()[0]?.location, '/lake/old/data/pipeline_report', name);
    }
  });
});

describe('snapshot', () => {
  test('copies, and prints every table and the totals', async () => {
    const lakehouse = lake();
    const { code, stdout, stderr } = await cli([...SNAPSHOT, '--concurrency', '1'], lakehouse);
    assert.equal(code, 0);
    matchesPrinted('snapshot', stdout);
    matchesPrinted('snapshot-progress', stderr);
    assert.ok(lakehouse.state.has('/backups/ow/data/jobrun_silver'));
  });

  test('as JSON lines: its events, and the summary last', async () => {
    const printed = await cli([...SNAPSHOT, '--layers', 'Gold, silver', '--json'], lake());
    assert.equal(printed.code, 0);
    const events = printed.json() as unknown as RunEvent[];
    assert.equal(events[0]?.type, 'run-started');
    const summary = events.at(-1);
    assert.ok(summary?.type === 'summary');
    assert.match(summary.runId, /^20261123T032456Z-[0-9a-f]{6}$/);
    assert.deepEqual(
      { ...summary, runId: '' },
      {
        type: 'summary',
        runId: '',
        status: 'done',
        tables: ['jobrun_silver', 'job_gold', 'pipeline_report'].map((table) => ({
          table,
          status: 'done',
          target: `/backups/ow/data/${table}`,
        })),
      },
    );
    assert.equal(printed.stderr, '');
  });

  test('a dry run says of which type it would be', async () => {
    for (const [type, title] of [
      ['full', 'Full snapshot of'],
      ['incremental', 'Incremental snapshot of'],
    ] as const) {
      const { stdout } = await cli([...SNAPSHOT, '--type', type, '--dry-run'], lake());
      assert.ok(stdout.startsWith(title), stdout);
    }
  });

  test('the plan’s warnings are told, as lines of JSON too', async () => {
    const former = { location: '/old/pipeline_report', tableId: `${DATABASE}:pipeline_report` };
    const copy = { ...fakeTable('copy'), clonedFrom: former };
    const tables = { ...TABLES, '/backups/ow/data/pipeline_report': copy };
    const printed = await cli([...SNAPSHOT, '--json'], lake({ tables }));
    const [first, second] = printed.json();
    assert.equal(first?.type, 'run-started');
    assert.equal(second?.type, 'warning');
    assert.match(String(second?.message), /the database has moved/);
    assert.equal(printed.stderr, '');
    assert.match((await cli(SNAPSHOT, lake({ tables }))).stderr, /^Warning: .*the database has moved/m);
  });

  test('a failed table makes it partly done: exit status, table, summary', async () => {
    const { code, stdout } = await cli([...SNAPSHOT, '--concurrency', '1'], lake({ hook: failing }));
    assert.equal(code, 3);
    matchesPrinted('snapshot-partial', stdout);
    const printed = await cli([...SNAPSHOT, '--json'], lake({ hook: failing }));
    const summary = printed.json().at(-1);
    assert.equal(printed.code, 3);
    assert.equal(summary?.status, 'partial');
  });

  test('all tables failing is a failure', async () => {
    const hook: FakeOptions['hook'] = (operation) => {
      if (operation === 'clone') throw new Fault('no-space', 'Full.');
    };
    assert.equal((await cli(SNAPSHOT, lake({ hook }))).code, 1);
  });

  test('a report that cannot be written makes it partly done', async () => {
    const hook: FakeOptions['hook'] = (operation) => {
      if (operation === 'appendReport') throw new Fault('no-permission', 'Read-only.');
    };
    const { code, stderr } = await cli(SNAPSHOT, lake({ hook }));
    assert.equal(code, 3);
    assert.match(stderr, /The clone report \S+ was not written: Read-only\./);
  });

  test('cancelled while it runs: 130, a summary, no half table', async () => {
    const abort = new AbortController();
    const hook: FakeOptions['hook'] = (operation) => (operation === 'clone' ? abort.abort() : undefined);
    const lakehouse = lake({ hook });
    const printed = await cli([...SNAPSHOT, '--json'], lakehouse, { signal: abort.signal });
    assert.equal(printed.code, 130);
    assert.equal(printed.json().at(-1)?.status, 'cancelled');
    assert.ok(![...lakehouse.state.keys()].some((at) => at.startsWith('/backups/ow/data')));
  });

  test('cancelled while it plans: 130 and an error line', async () => {
    const abort = new AbortController();
    const hook: FakeOptions['hook'] = (operation) => (operation === 'detail' ? abort.abort() : undefined);
    const printed = await cli([...SNAPSHOT, '--json'], lake({ hook }), { signal: abort.signal });
    assert.equal(printed.code, 130);
    assert.equal(fault(printed).code, 'cancelled');
  });

  test('refused roots fail before anything is copied', async () => {
    const lakehouse = lake();
    const printed = await cli(['snapshot', ...ON_LAKE, '--to', `${DATABASE}/backup`, '--json'], lakehouse);
    assert.equal(printed.code, 1);
    assert.equal(fault(printed).code, 'bad-target');
    assert.ok(!lakehouse.calls.some((call) => call.startsWith('clone') || call.startsWith('appendReport')));
  });

  test('a table whose name holds a separator is meant by its whole name', async () => {
    const names = ['a,b', 'my notes', 'c:d.e', 'f`g'];
    const odd = Object.fromEntries(names.map((name) => [`${DATABASE}/${name}`, fakeTable(name)]));
    const lakehouse = lake({ tables: { ...TABLES, ...odd } });
    const include = names.flatMap((name) => ['--include', name]);
    const words = [...SNAPSHOT, '--layers', 'gold', '--exclude', '', ...include, '--json'];
    const summary = (await cli(words, lakehouse)).json().at(-1) as unknown as { tables: { table: string }[] };
    const taken = summary.tables.map(({ table }) => table);
    assert.deepEqual(taken, ['job_gold', 'pipeline_report', 'a,b', 'c:d.e', 'f`g', 'my notes']);
  });

  test('lists of tables may be repeated and joined in any way', async () => {
    const words = [
      ...SNAPSHOT,
      '--exclude',
      'Overwatch.JOB_GOLD',
      '--exclude',
      'audit_log_bronze:warehouse_gold',
      '--include',
      'my_notes',
      '--json',
    ];
    const summary = (await cli(words, lake())).json().at(-1) as unknown as { tables: { table: string }[] };
    assert.deepEqual(
      summary.tables.map(({ table }) => table),
      ['jobrun_silver', 'pipeline_report', 'my_notes'],
    );
  });

  test('on a terminal, progress is one line that is gone at the end', async () => {
    const { stderr } = await cli(SNAPSHOT, lake(), { terminal: true });
    assert.ok(stderr.includes('\r\x1b[K0/4 tables · '), stderr);
    assert.ok(stderr.endsWith('\r\x1b[K'));
  });
});

describe('snapshot --dry-run', () => {
  const damaged: FakeOptions['hook'] = (operation, at) => {
    if (operation === 'detail' && at.endsWith('/jobrun_silver')) {
      throw new Fault('damaged', 'jobrun_silver lacks version 3.');
    }
  };
  const words = [...SNAPSHOT, '--dry-run', '--layers', 'silver,gold', '--exclude', 'job_gold'];

  test('prints the plan and stops', async () => {
    const lakehouse = lake();
    const { code, stdout } = await cli(words, lakehouse);
    assert.equal(code, 0);
    matchesPrinted('plan', stdout);
    assert.ok(!lakehouse.calls.some((call) => call.startsWith('clone') || call.startsWith('appendReport')));
  });

  test('tells what will fail, and so does the exit status', async () => {
    const { code, stdout } = await cli(words, lake({ hook: damaged }));
    assert.equal(code, 3);
    assert.match(stdout, /jobrun_silver +silver +jobrun_silver lacks version 3\./);
  });

  test('as JSON it is one plan', async () => {
    const [plan, ...more] = (await cli([...words, '--as-of', '2024-01-01', '--json'], lake())).json();
    assert.deepEqual(more, []);
    assert.equal(plan?.type, 'plan');
    assert.deepEqual(plan?.totals, { tables: 2, files: 13, bytes: 1300, bytesToCopy: 1300 });
    const { parameters } = plan as unknown as Plan;
    assert.equal(parameters.asOf, Date.parse('2024-01-01'));
  });
});

describe('a backup', () => {
  async function backup(hook?: FakeOptions['hook']): Promise<FakeLakehouse> {
    const lakehouse = lake(hook === undefined ? {} : { hook });
    await cli([...SNAPSHOT, '--concurrency', '1'], lakehouse);
    return lakehouse;
  }

  test('verify prints every table', async () => {
    const { code, stdout } = await cli(['verify', '--from', '/backups/ow'], await backup());
    assert.equal(code, 0);
    matchesPrinted('verify', stdout);
  });

  test('verify finds what is gone: partly done, as JSON a summary', async () => {
    const lakehouse = await backup();
    lakehouse.state.delete('/backups/ow/data/job_gold');
    const printed = await cli(['verify', '--from', '/backups/ow', '--json'], lakehouse);
    assert.equal(printed.code, 3);
    const summary = printed.json().at(-1) as unknown as {
      type: string;
      tables: { table: string; status: string; error?: object }[];
    };
    assert.equal(summary.type, 'summary');
    const gone = summary.tables.find(({ table }) => table === 'job_gold');
    assert.equal(gone?.status, 'failed');
    assert.ok(gone.error);
  });

  test('report lists the runs and the rows of the newest', async () => {
    const lakehouse = await backup(failing);
    const { code, stdout } = await cli(['report', '--from', '/backups/ow'], lakehouse);
    assert.equal(code, 0);
    matchesPrinted('report', stdout);
  });

  test('report as JSON lines: each run, followed by its rows', async () => {
    const lakehouse = await backup();
    const lines = (await cli(['report', '--from', '/backups/ow', '--json'], lakehouse)).json();
    assert.deepEqual(
      lines.map(({ type, name, status }) => [type, type === 'run' ? '' : name, status]),
      [
        ['run', '', 'done'],
        ['row', 'audit_log_bronze', 'done'],
        ['row', 'jobrun_silver', 'done'],
        ['row', 'job_gold', 'done'],
        ['row', 'pipeline_report', 'done'],
      ],
    );
    const id = String(lines[0]?.name);
    const one = (await cli(['report', '--from', '/backups/ow', '--run', id, '--json'], lakehouse)).json();
    assert.deepEqual(one, lines);
  });

  test('report as a document, redacted', async () => {
    const { stdout } = await cli(
      ['report', '--from', '/backups/ow', '--format', 'csv', '--redact'],
      await backup(),
    );
    assert.match(stdout, /^run,process/);
    assert.doesNotMatch(stdout, /backups|lake/);
  });

  test('report is either JSON lines or a document', async () => {
    const printed = await cli(
      ['report', '--from', '/backups/ow', '--json', '--format', 'csv'],
      await backup(),
    );
    assert.equal(printed.code, 2);
    assert.match(String(fault(printed).message), /do not go together/);
  });

  test('report of an unknown run names the nearest', async () => {
    const printed = await cli(['report', '--from', '/backups/ow', '--run', '2026', '--json'], await backup());
    assert.equal(printed.code, 1);
    assert.match(String(fault(printed).advice), /^The newest is 20261123T/);
  });

  test('of which only the prefix was named is told by name', async () => {
    const copies = ['2026-11-22/1795305600000', '2026-11-23/1795392000000'];
    const tables = Object.assign({}, ...copies.map((copy) => fakeDatabase(`/bronze/${copy}/data`)));
    const from = ['--from', '/bronze'];
    for (const words of [
      ['verify', ...from],
      ['report', ...from],
      ['resume', '--to', '/bronze'],
      ['restore', ...from, '--to', '/new'],
      ['diff', ...from, ...ON_LAKE],
    ]) {
      const printed = await cli(words, lake({ tables: { ...TABLES, ...tables } }));
      assert.equal(printed.code, 1);
      assert.match(printed.stderr, /such as the newest, \/bronze\/2026-11-23\/1795392000000\./, words[0]);
    }
  });

  test('a folder without a backup is not found', async () => {
    assert.equal(fault(await cli(['report', '--from', '/nothing', '--json'], lake())).code, 'not-found');
    assert.equal(fault(await cli(['verify', '--from', '/nothing', '--json'], lake())).code, 'not-found');
  });
});

describe('preview', () => {
  test('as a table', async () => {
    const { code, stdout } = await cli(['preview', '--table', `${DATABASE}/job_gold`, '--rows', '2'], lake());
    assert.equal(code, 0);
    assert.equal(stdout, 'ORGANIZATION_ID\norg-0\norg-1\n\n2 rows of version 0\n');
  });

  test('as JSON lines', async () => {
    const printed = await cli(
      ['preview', '--table', `${DATABASE}/job_gold`, '--rows', '1', '--version', '0', '--json'],
      lake(),
    );
    assert.deepEqual(printed.json(), [{ organization_id: 'org-0' }]);
  });

  test('a version that is not there fails', async () => {
    const printed = await cli(
      ['preview', '--table', `${DATABASE}/job_gold`, '--version', '7', '--json'],
      lake(),
    );
    assert.equal(printed.code, 1);
    assert.equal(fault(printed).code, 'no-such-version');
  });
});
