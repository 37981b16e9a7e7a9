/** The packed extension for this platform: what is inside, how big it is, and that it works where nothing else is installed. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readZip, type ZipEntry } from './zip';

const root = path.resolve(__dirname, '../..');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const platform = `${process.platform}-${process.arch}`;

let scratch = '';
let vsix = '';
let entries: readonly ZipEntry[] = [];

before(() => {
  scratch = mkdtempSync(path.join(os.tmpdir(), 'overwatch-backup-vsix-'));
  execFileSync(process.execPath, ['scripts/package.mjs', '--target', platform, '--out', scratch], {
    cwd: root,
  });
  vsix = path.join(scratch, `overwatch-backup-${platform}-${version}.vsix`);
  entries = readZip(vsix);
});

after(() => rmSync(scratch, { recursive: true, force: true }));

function names(): string[] {
  return entries.map(({ name }) => name);
}

test('it is a download of less than 40 MB, nearly all of it DuckDB', () => {
  const { size } = statSync(vsix);
  assert.ok(size < 40e6, `${size} bytes packed`);
  const ours = entries.filter(({ name }) => !name.includes('node_modules'));
  const bytes = ours.reduce((sum, entry) => sum + entry.size, 0);
  // Most of that is the Databricks driver, which is read on first use.
  assert.ok(bytes < 4.5e6, `${bytes} bytes besides DuckDB`);
});

test('it holds what runs and what is read, and nothing else', () => {
  const allowed = [
    /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE(\.txt)?)$/i,
    /^extension\/dist\/(extension|cli)\.js$/,
    /^extension\/dist\/chunks\/[\w-]+\.js$/,
    /^extension\/dist\/webview\/[\w-]+\.(js|css|js\.LEGAL\.txt)$/,
    /^extension\/dist\/node_modules\/(@duckdb\/[\w-]+|detect-libc)\/.*\.?(js|json|node|so|dylib|dll|LICENSE)$/,
    /^extension\/media\/[\w/-]+\.(svg|png|md)$/,
    /^extension\/media\/pyspark\/overwatch_backup\.py$/,
    /^extension\/docs\/[\w-]+\.md$/,
    /^(extension\.vsixmanifest|\[Content_Types\]\.xml)$/,
  ];
  assert.deepEqual(
    names().filter((name) => !allowed.some((pattern) => pattern.test(name))),
    [],
  );
  for (const needed of [
    'package.json',
    'dist/extension.js',
    'dist/cli.js',
    'dist/webview/report.js',
    'media/icon.png',
    'media/pyspark/overwatch_backup.py',
  ]) {
    assert.ok(names().includes(`extension/${needed}`), `${needed} is missing`);
  }
});

test('it holds the binary of this platform only', () => {
  const binaries = names().flatMap((name) => /node-bindings-([\w-]+)\/duckdb\.node$/.exec(name)?.[1] ?? []);
  assert.deepEqual(binaries, [platform]);
});

test('unpacked into an empty folder, its CLI reads Parquet', () => {
  const folder = path.join(scratch, 'unpacked');
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, entry.content());
  }
  const table = path.join(root, 'test', 'fixtures', 'append-only', 'table');
  const cli = path.join(folder, 'extension', 'dist', 'cli.js');
  const printed = execFileSync(
    process.execPath,
    [cli, 'preview', '--table', table, '--rows', '1', '--json'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  assert.match(printed, /^\{.*\}$/m);
});
