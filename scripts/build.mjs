#!/usr/bin/env node

/**
 * Bundles the extension, the CLI, the webview and the in-editor tests into dist/.
 *
 *   node scripts/build.mjs [--production] [--watch] [--out DIR]
 *
 * Whatever the sources load through `await import(…)` becomes a chunk of its own that is read on first use, so that activation stays small.
 * esbuild splits ES modules only, hence two passes: split, then turn every piece into CommonJS, which is what every editor host loads.
 */

import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { root } from './lib/process.mjs';

const { values: flags } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    out: { type: 'string', default: 'dist' },
  },
});
const dist = path.resolve(root, flags.out);

/**
 * Never bundled: the editor's own API, DuckDB with its native part, parts of the Databricks driver that it does without (native ones, and
 * proxies by script, which bring a whole JavaScript engine along and which nothing here asks for), and the test runner, which loads files
 * of its own.
 */
const external = [
  'vscode',
  '@duckdb/node-api',
  '@duckdb/node-bindings',
  'lz4-napi',
  '@databricks/databricks-sql-kernel-*',
  'pac-proxy-agent',
  'mocha',
];

/** Packages that the Databricks driver needs still write `new Buffer`, of which Node warns whoever uses the command line. */
const buffers = {
  name: 'buffers',
  setup: (build) =>
    build.onLoad({ filter: /node_modules[\\/](node-int64|thrift)[\\/].*\.js$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      if (!text.includes('new Buffer(')) return undefined;
      const make =
        "function makeBuffer(of, ...more) { return typeof of === 'number' ? Buffer.alloc(of) : Buffer.from(of, ...more); }";
      const contents = `${text.replaceAll('new Buffer(', 'makeBuffer(')}\n${make}\n`;
      return { contents, loader: 'js' };
    }),
};

const common = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  metafile: true,
  minify: flags.production,
  legalComments: 'linked',
  logLevel: 'warning',
  target: 'node20',
};

/** Extension and CLI share their chunks, and so the one `Fault` class. */
const node = {
  ...common,
  entryPoints: { extension: 'src/extension.ts', cli: 'src/cli.ts' },
  outdir: dist,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  splitting: true,
  sourcemap: 'inline',
  // A packaged extension holds no sources; stack traces need their names and lines only.
  sourcesContent: false,
  external,
  plugins: [buffers, { name: 'emit', setup: (build) => build.onEnd(emitCommonJs) }],
};

const webview = {
  ...common,
  entryPoints: { report: 'src/webview/report/main.ts' },
  outdir: path.join(dist, 'webview'),
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  sourcemap: flags.production ? false : 'inline',
  tsconfig: 'src/webview/tsconfig.json',
  plugins: [{ name: 'emit', setup: (build) => build.onEnd(emit) }],
};

const hostTests = {
  ...common,
  entryPoints: { 'host-suite': 'test/host/suite/index.ts' },
  outdir: path.join(dist, 'test'),
  platform: 'node',
  format: 'cjs',
  minify: false,
  sourcemap: 'inline',
  external,
  plugins: [{ name: 'emit', setup: (build) => build.onEnd(emit) }],
};

/** Turns the pieces of a split build into CommonJS, writes them with their source maps, and removes chunks of earlier builds. */
async function emitCommonJs(result) {
  if (result.errors.length > 0) return;
  for (const file of result.outputFiles) {
    if (!file.path.endsWith('.js')) {
      await write(file.path, file.contents);
      continue;
    }
    const { code, map } = await esbuild.transform(file.text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      supported: { 'dynamic-import': false },
      sourcemap: 'external',
      sourcesContent: false,
      sourcefile: path.basename(file.path),
      minify: flags.production,
    });
    await write(file.path, `${code}//# sourceMappingURL=${path.basename(file.path)}.map\n`);
    await write(`${file.path}.map`, map);
  }
  await chmod(path.join(dist, 'cli.js'), 0o755);
  await writeFile(path.join(dist, 'meta.json'), JSON.stringify(result.metafile));
  const current = new Set(result.outputFiles.map((file) => path.basename(file.path)));
  for (const name of await readdir(path.join(dist, 'chunks')).catch(() => [])) {
    if (!current.has(name.replace(/\.map$/, ''))) await rm(path.join(dist, 'chunks', name));
  }
}

async function emit(result) {
  if (result.errors.length > 0) return;
  for (const file of result.outputFiles) await write(file.path, file.contents);
}

async function write(file, content) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

const builds = flags.production ? [node, webview] : [node, webview, hostTests];
if (flags.watch) {
  for (const build of builds) await (await esbuild.context(build)).watch();
  console.log('Watching for changes.');
} else {
  await Promise.all(builds.map((build) => esbuild.build(build)));
}
