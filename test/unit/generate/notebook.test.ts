import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { DIALECTS, type Dialect } from '../../../src/generate/dialect';
import { generateNotebook, type NotebookFormat, notebookFormats } from '../../../src/generate/generate';
import { notebookSource } from '../../../src/generate/notebook';
import type { Subject } from '../../../src/generate/subject';
import { matchesGolden } from '../support/golden';
import { SCRIPT, SUBJECTS } from './subjects';

function text(
  subject: Subject,
  dialect: Dialect,
  format: NotebookFormat,
  snippet = false,
  tables?: string[],
): string {
  const known = tables === undefined ? {} : { tables };
  return generateNotebook(subject, { dialect, format, snippet, script: SCRIPT, ...known }).text;
}

/** The script stands in golden texts by name: it has a file of its own. */
function golden(name: string, generated: string): void {
  const definitions = SCRIPT.slice(0, SCRIPT.indexOf('\nif __name__ ==')).trimEnd();
  matchesGolden(
    path.join(__dirname, 'golden', name),
    generated.replace(definitions, '<overwatch_backup.py>'),
  );
}

function isUsage(pattern: RegExp) {
  return (error: unknown) =>
    error instanceof Fault && error.code === 'usage' && pattern.test(`${error.message} ${error.advice}`);
}

const python3 = spawnSync('python3', ['--version']).error === undefined;

describe('golden notebooks', () => {
  for (const [name, subject] of Object.entries(SUBJECTS)) {
    for (const dialect of ['guide', 'jar'] as const) {
      test(`${name} in the dialect ${dialect}`, () => {
        golden(`${name}.${dialect}.scala`, text(subject, dialect, 'scala'));
        golden(`${name}.${dialect}.snippet.scala`, text(subject, dialect, 'scala', true));
      });
    }
    test(`${name} without a JAR`, () => {
      golden(`${name}.no-jar.py`, text(subject, 'no-jar', 'python'));
      const few = [
        'pipeline_report',
        'audit_log_bronze',
        'clusters_snapshot_bronze',
        'jobrun_silver',
        'job_gold',
      ];
      if (notebookFormats(subject, 'no-jar').includes('sql')) {
        golden(`${name}.no-jar.sql`, text(subject, 'no-jar', 'sql', false, few));
      }
    });
  }
});

describe('notebooks', () => {
  test('of Jupyter have the format 4.5, and the cells of the source', () => {
    for (const subject of Object.values(SUBJECTS)) {
      for (const dialect of DIALECTS) {
        const notebook = JSON.parse(text(subject, dialect, 'ipynb'));
        assert.deepEqual([notebook.nbformat, notebook.nbformat_minor], [4, 5]);
        const ids = notebook.cells.map((cell: { id: string }) => cell.id);
        assert.equal(new Set(ids).size, ids.length);
        for (const cell of notebook.cells) {
          assert.match(cell.id, /^[a-zA-Z0-9_-]{1,64}$/);
          assert.ok(Array.isArray(cell.source) && typeof cell.metadata === 'object');
          const keys = [
            'cell_type',
            'id',
            'metadata',
            'source',
            ...(cell.cell_type === 'code' ? ['execution_count', 'outputs'] : []),
          ];
          assert.deepEqual(Object.keys(cell).sort(), keys.sort());
        }
        const code = notebook.cells.filter((cell: { cell_type: string }) => cell.cell_type === 'code');
        const source = text(subject, dialect, dialect === 'no-jar' ? 'python' : 'scala');
        for (const cell of code) assert.ok(source.includes(cell.source.join('')));
      }
    }
  });

  test('of Python parse, and so do snippets', { skip: !python3 }, () => {
    const all = Object.values(SUBJECTS).flatMap((subject) => [
      text(subject, 'no-jar', 'python'),
      text(subject, 'no-jar', 'python', true),
      text(subject, 'no-jar', 'script'),
    ]);
    const code = 'import ast, json, sys\nfor one in json.load(sys.stdin): ast.parse(one)';
    const { stderr, status } = spawnSync('python3', ['-c', code], {
      input: JSON.stringify(all),
      encoding: 'utf8',
    });
    assert.deepEqual([stderr, status], ['', 0]);
  });

  test('take only the tables that there are', () => {
    const sql = text(SUBJECTS.snapshot, 'no-jar', 'sql', true, [
      'pipeline_report',
      'job_gold',
      'jobrun_silver',
    ]);
    assert.deepEqual(
      [...sql.matchAll(/DEEP CLONE `main`\.`overwatch_etl`\.`(\w+)`;/g)].map((match) => match[1]),
      ['job_gold', 'pipeline_report'],
    );
  });

  test('a cell cannot hold what looks like the line between cells', () => {
    const cell = { language: 'python', text: '# COMMAND ----------' } as const;
    assert.throws(() => notebookSource({ language: 'python', cells: [cell] }), isUsage(/cannot hold/));
  });

  test('the parameters of a Python task are told with the script', () => {
    const { text: script, notes } = generateNotebook(SUBJECTS.restore, {
      dialect: 'no-jar',
      format: 'script',
      snippet: false,
      script: SCRIPT,
    });
    assert.equal(script, SCRIPT);
    assert.match(notes.join(' '), /\["--process","restore","--from","\/mnt\/backup\/ow",/);
  });

  test('say why the released SnapshotRunner is not called', () => {
    const { notes } = generateNotebook(SUBJECTS['snapshot-without'], {
      dialect: 'jar',
      format: 'scala',
      snippet: false,
      script: SCRIPT,
    });
    assert.match(notes.join(' '), /SnapshotRunner reads its clone level/);
  });
});

test('a table that is included cannot be a path', () => {
  for (const name of ['../evil', 'a\\b', '..']) {
    const { process, parameters } = SUBJECTS.snapshot;
    assert.ok(process === 'snapshot');
    const subject = { process, parameters: { ...parameters, include: [name] } };
    const options = { dialect: 'no-jar', format: 'sql', snippet: false, script: SCRIPT } as const;
    assert.throws(() => generateNotebook(subject, options), { code: 'usage' }, name);
  }
});

test('a restore needs no name of a database', () => {
  const restore: Subject = {
    process: 'restore',
    parameters: {
      database: { name: '', location: '' },
      from: '/mnt/ow',
      root: '/mnt/restored',
      checksum: false,
    },
  };
  assert.match(text(restore, 'jar', 'scala'), /"\/mnt\/ow"/);
});

describe('what cannot be expressed is refused', () => {
  const { snapshot, restore, migrate, incremental } = SUBJECTS;
  const with_ = (subject: Subject, parameters: object) =>
    ({ ...subject, parameters: { ...subject.parameters, ...parameters } }) as Subject;
  const cases: [string, Subject, Dialect, NotebookFormat, RegExp][] = [
    ['checksums', with_(snapshot, { checksum: true }), 'no-jar', 'python', /checksum/],
    ['a run', with_(restore, { run: 'x' }), 'no-jar', 'python', /cannot bring back a run/],
    [
      'an instant in a JAR',
      with_(snapshot, { asOf: 1_000_000_000_000 }),
      'jar',
      'scala',
      /cannot go back to an instant/,
    ],
    [
      'an instant of an incremental one',
      with_(incremental, { asOf: 1_000_000_000_000 }),
      'no-jar',
      'python',
      /cannot stop at an instant/,
    ],
    [
      'only some tables in a JAR',
      with_(snapshot, { only: ['job_gold'] }),
      'guide',
      'scala',
      /cannot take only some tables/,
    ],
    ['a kept source in a JAR', with_(migrate, { dropSource: false }), 'jar', 'scala', /keep the source/],
    ['Python of a JAR', snapshot, 'jar', 'python', /--format scala/],
    ['Scala without a JAR', snapshot, 'no-jar', 'scala', /--format python/],
    ['an incremental snapshot in SQL', incremental, 'no-jar', 'sql', /the format python/],
    ['a table that is none', with_(snapshot, { exclude: ['a:b'] }), 'guide', 'scala', /No table is named a/],
    ['a local path', with_(snapshot, { root: 'backups/ow' }), 'no-jar', 'python', /--to needs a path/],
    [
      'an address of a browser',
      with_(snapshot, { root: 'https://lake.blob.core.windows.net/ow' }),
      'no-jar',
      'python',
      /--to needs a path/,
    ],
    [
      'the address of a warehouse',
      with_(snapshot, { root: 'databricks://prod/abc' }),
      'no-jar',
      'python',
      /--to needs a path/,
    ],
    [
      'a restore into its backup',
      with_(SUBJECTS.restore, { from: '/mnt/ow', root: 'dbfs:/mnt/ow/again' }),
      'no-jar',
      'python',
      /within one another/,
    ],
    [
      'a back-tick within a name',
      with_(snapshot, { database: { name: 'main.a`b', location: '' } }),
      'no-jar',
      'python',
      /--database needs the name/,
    ],
    ['a line break', with_(snapshot, { root: '/mnt/a\nb' }), 'no-jar', 'python', /cannot be written down/],
    [
      'a database that is a path',
      with_(snapshot, { database: { name: 'east/ow', location: '' } }),
      'no-jar',
      'python',
      /--database needs the name/,
    ],
    [
      'a CSV config in SQL',
      with_(migrate, { config: { location: '/mnt/c.csv' } }),
      'no-jar',
      'python',
      /CSV/,
    ],
  ];
  for (const [what, subject, dialect, format, pattern] of cases) {
    test(what, () => {
      assert.throws(
        () => text(subject, dialect, format),
        (error) => error instanceof Fault && pattern.test(`${error.message} ${error.advice}`),
      );
    });
  }
});
