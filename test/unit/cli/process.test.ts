/** The command line as a process: what only signals and closed pipes can show. */

import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const CLI = path.resolve(__dirname, '../../../src/cli.ts');
const TSX = pathToFileURL(require.resolve('tsx')).href;
/** Enough small files that a clone is still under way when the first of them is told of. */
const FILES = 3000;

let directory = '';
before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cli-process-'));
  await writeTable('pipeline_report', 1);
  await writeTable('audit_log_bronze', FILES);
});
after(() => rm(directory, { recursive: true, force: true }));

/** A Delta table of tiny files, which nothing here reads. */
async function writeTable(name: string, files: number): Promise<void> {
  const table = path.join(directory, 'lake', 'overwatch.db', name);
  await mkdir(path.join(table, '_delta_log'), { recursive: true });
  const names = Array.from({ length: files }, (_, index) => `part-${index}.parquet`);
  await Promise.all(names.map((file) => writeFile(path.join(table, file), 'rows')));
  const schemaString = JSON.stringify({
    type: 'struct',
    fields: [{ name: 'organization_id', type: 'string', nullable: true, metadata: {} }],
  });
  const actions = [
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    {
      metaData: {
        id: name,
        format: { provider: 'parquet', options: {} },
        schemaString,
        partitionColumns: [],
        configuration: {},
      },
    },
    ...names.map((file) => ({
      add: { path: file, partitionValues: {}, size: 4, modificationTime: 0, dataChange: true },
    })),
  ];
  const log = path.join(table, '_delta_log', '00000000000000000000.json');
  await writeFile(log, actions.map((action) => `${JSON.stringify(action)}\n`).join(''));
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function start(...words: string[]): Child {
  return spawn(process.execPath, ['--import', TSX, CLI, ...words], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function collect(stream: Readable, onText: (all: string) => void = () => {}): { readonly text: string } {
  const collected = { text: '' };
  stream.setEncoding('utf8').on('data', (more: string) => {
    collected.text += more;
    onText(collected.text);
  });
  return collected;
}

const SNAPSHOT = [
  'snapshot',
  '--lakehouse',
  'lake',
  '--database',
  'overwatch',
  '--to',
  'backup',
  '--concurrency',
  '1',
  '--json',
];

describe('the process', () => {
  test('Ctrl-C stops a run cleanly: 130, a summary, no half table, and a second run completes', async () => {
    const child = start(...SNAPSHOT);
    let interrupted = false;
    const stdout = collect(child.stdout, (all) => {
      if (interrupted || !all.includes('"type":"table-progress"')) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    const stderr = collect(child.stderr);
    const [code] = await once(child, 'close');
    assert.equal(code, 130, stderr.text);
    const summary = JSON.parse(stdout.text.trimEnd().split('\n').at(-1) ?? '');
    assert.equal(summary.type, 'summary');
    assert.equal(summary.status, 'cancelled');
    assert.ok(!existsSync(path.join(directory, 'backup/data/audit_log_bronze/_delta_log')));

    const again = start(...SNAPSHOT);
    const second = collect(again.stdout);
    assert.deepEqual(await once(again, 'close'), [0, null]);
    assert.equal(JSON.parse(second.text.trimEnd().split('\n').at(-1) ?? '').status, 'done');
  });

  test('what is generated goes into a folder that is made for it', async () => {
    const words = ['generate', 'alert', '--on', 'modules', '--database', 'ow', '--out', 'made/for/it.sql'];
    const child = start(...words);
    const stderr = collect(child.stderr);
    assert.deepEqual(await once(child, 'close'), [0, null], stderr.text);
    assert.match(await readFile(path.join(directory, 'made/for/it.sql'), 'utf8'), /AS problems/);
  });

  test('a reader that stops early is no error', async () => {
    const child = start('tables', '--lakehouse', 'lake', '--database', 'overwatch', '--json');
    child.stdout.destroy();
    const stderr = collect(child.stderr);
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.equal(stderr.text, '');
  });

  test('output that finds no room is told of, and fails', { skip: !existsSync('/dev/full') }, async () => {
    const full = openSync('/dev/full', 'w');
    try {
      const words = ['databases', '--lakehouse', 'lake'];
      const child = spawn(process.execPath, ['--import', TSX, CLI, ...words], {
        cwd: directory,
        stdio: ['ignore', full, 'pipe'],
      });
      assert.ok(child.stderr);
      const stderr = collect(child.stderr);
      assert.deepEqual(await once(child, 'close'), [1, null]);
      assert.match(stderr.text, /^overwatch-backup: The output cannot be written: ENOSPC/);
    } finally {
      closeSync(full);
    }
  });
});
