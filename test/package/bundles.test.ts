/** What the bundles weigh, and what is in the part of them that activation loads. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

const root = path.resolve(__dirname, '../..');

interface Output {
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

let dist = '';
let outputs: ReadonlyMap<string, Output> = new Map();

before(() => {
  dist = mkdtempSync(path.join(os.tmpdir(), 'overwatch-backup-bundles-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--production', '--out', dist], { cwd: root });
  const meta: { outputs: Record<string, Output> } = JSON.parse(
    readFileSync(path.join(dist, 'meta.json'), 'utf8'),
  );
  outputs = new Map(Object.entries(meta.outputs).map(([name, output]) => [path.resolve(root, name), output]));
});

after(() => rmSync(dist, { recursive: true, force: true }));

/** The files that are loaded at once when `entry` is, itself among them. */
function loadedWith(entry: string, seen = new Set<string>()): Set<string> {
  seen.add(entry);
  for (const { path: imported, kind, external } of outputs.get(entry)?.imports ?? []) {
    const file = path.resolve(root, imported);
    if (kind === 'import-statement' && external !== true && !seen.has(file)) loadedWith(file, seen);
  }
  return seen;
}

test('activation loads less than 150 KB', () => {
  const loaded = loadedWith(path.join(dist, 'extension.js'));
  const bytes = [...loaded].reduce((sum, file) => sum + statSync(file).size, 0);
  assert.ok(bytes > 10_000, `the extension's ${bytes} bytes cannot be all of it`);
  assert.ok(bytes < 150_000, `activation loads ${bytes} bytes`);
});

test('activation loads neither the Delta engine nor DuckDB nor a remote driver', () => {
  const loaded = [...loadedWith(path.join(dist, 'extension.js'))];
  const sources = loaded.flatMap((file) => Object.keys(outputs.get(file)?.inputs ?? {}));
  assert.ok(sources.includes('src/extension.ts'));
  const heavy =
    /^src\/(delta|parquet|storage|lakehouse\/(folder|databricks\/(?!places)))\/|node_modules\/@(duckdb|databricks)\//;
  assert.deepEqual(
    sources.filter((source) => heavy.test(source)),
    [],
  );
  const packages = loaded.flatMap((file) =>
    (outputs.get(file)?.imports ?? []).filter((one) => one.external && one.kind === 'import-statement'),
  );
  assert.deepEqual(
    packages.map((one) => one.path).filter((name) => name.startsWith('@')),
    [],
  );
});

test('the CLI can be executed and says its version without loading DuckDB', () => {
  const cli = path.join(dist, 'cli.js');
  assert.equal(readFileSync(cli, 'utf8').split('\n', 1)[0], '#!/usr/bin/env node');
  // Beside this copy of the bundles lies no node_modules, so that anything it loaded at once would fail.
  const printed = execFileSync(process.execPath, [cli, '--version'], { cwd: dist, encoding: 'utf8' });
  assert.match(printed, /^(overwatch-backup )?\d+\.\d+\.\d+\s*$/);
});

test('the bundled driver of SQL warehouses can be loaded, without its native parts', () => {
  const file =
    [...outputs].find(([, { inputs }]) => 'node_modules/@databricks/sql/dist/index.js' in inputs)?.[0] ?? '';
  const words = `console.log(typeof require(${JSON.stringify(path.resolve(file))}).default.DBSQLClient)`;
  const printed = execFileSync(process.execPath, ['--throw-deprecation', '-e', words], {
    cwd: dist,
    encoding: 'utf8',
  });
  assert.equal(printed.trim(), 'function');
});
