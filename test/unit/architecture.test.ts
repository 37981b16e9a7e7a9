/** The invariants of docs/ARCHITECTURE.md that can be seen in the imports. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const SOURCES = path.join(__dirname, '..', '..', 'src');

/** From plain data up to the shells; a folder imports only from its own and those before it. */
const FLOORS = [
  'base',
  'storage',
  'parquet',
  'workspace',
  'overwatch',
  'delta',
  'lakehouse',
  'backup',
  'generate',
  'jobs',
  'readiness',
  'webview',
  'cli',
  'vscode',
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ts$/.test(file) && !file.endsWith('.d.ts'))
  .map((file) => file.split(path.sep).join('/'));

const imports = files.flatMap((from): Import[] => {
  const text = readFileSync(path.join(SOURCES, from), 'utf8');
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const dynamic = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [
    ...[...statements].map((match) => ({ from, to: match[2] ?? '', isType: match[1] !== undefined })),
    ...[...dynamic].map((match) => ({ from, to: match[1] ?? '', isType: false })),
  ];
});

/** The file of `src/` that a relative import names; undefined for packages, data and what lies outside. */
function resolve({ from, to }: Import): string | undefined {
  if (!to.startsWith('.')) return undefined;
  const base = path.posix.join(path.posix.dirname(from), to);
  return [`${base}.ts`, `${base}/index.ts`].find((file) => existsSync(path.join(SOURCES, file)));
}

function folderOf(file: string): string | undefined {
  return file.includes('/') ? file.split('/')[0] : undefined;
}

describe('architecture', () => {
  it('knows every folder', () => {
    const folders = new Set(files.flatMap((file) => folderOf(file) ?? []));
    assert.deepEqual([...folders].sort(), [...FLOORS].sort());
  });

  it('imports run down only', () => {
    const upward = imports.filter((one) => {
      const to = resolve(one);
      const [above, below] = [folderOf(one.from), to && folderOf(to)];
      return above !== undefined && to !== undefined && FLOORS.indexOf(above) < FLOORS.indexOf(below ?? '');
    });
    assert.deepEqual(upward, []);
  });

  it('the shells do not know each other', () => {
    const shells = ['cli', 'vscode'];
    const across = imports.filter((one) => {
      const [here, there] = [folderOf(one.from) ?? '', folderOf(resolve(one) ?? '') ?? ''];
      return here !== there && shells.includes(here) && shells.includes(there);
    });
    assert.deepEqual(across, []);
  });

  it('no import goes in a circle', () => {
    const edges = new Map(
      files.map((file) => [
        file,
        imports.filter((one) => one.from === file).flatMap((one) => resolve(one) ?? []),
      ]),
    );
    const finished = new Set<string>();
    const visit = (file: string, way: readonly string[]): void => {
      assert.ok(!way.includes(file), `circle: ${[...way.slice(way.indexOf(file)), file].join(' → ')}`);
      if (finished.has(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...way, file]);
      finished.add(file);
    };
    for (const file of files) visit(file, []);
  });

  it('only the editor side imports vscode', () => {
    const users = imports.filter((one) => one.to === 'vscode').map((one) => one.from);
    assert.ok(users.length > 0);
    assert.deepEqual(
      users.filter((file) => folderOf(file) !== 'vscode' && file !== 'extension.ts'),
      [],
    );
  });

  it('the pure folders do no I/O and know no lakehouse but the port', () => {
    const impure = imports.filter((one) => {
      const isPure = ['overwatch', 'backup', 'base', 'generate'].includes(folderOf(one.from) ?? '');
      return isPure && (one.to.startsWith('node:') || /lakehouse\/(?!lakehouse$)/.test(one.to));
    });
    assert.deepEqual(impure, []);
  });

  it('DuckDB and the remote drivers are loaded on first use only', () => {
    const eager = imports.filter((one) => /^@(duckdb|databricks)\//.test(one.to) && !one.isType);
    assert.deepEqual([...new Set(eager.map((one) => `${one.from} ${one.to}`))].sort(), [
      'lakehouse/databricks/driver.ts @databricks/sql',
      'parquet/duckdb.ts @duckdb/node-api',
    ]);
    for (const { from, to } of eager) {
      const text = readFileSync(path.join(SOURCES, from), 'utf8');
      assert.ok(text.includes(`await import('${to}')`), from);
    }
  });

  it('one file of the webview knows the widget library', () => {
    const users = new Set(
      imports.filter((one) => one.to === '@vscode/webview-ui-toolkit').map((one) => one.from),
    );
    assert.deepEqual([...users], ['webview/toolkit.ts']);
  });
});
