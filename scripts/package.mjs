#!/usr/bin/env node

/**
 * Packs the extension, one VSIX for each platform: DuckDB is native, so every one holds the bundles and that platform's binary.
 *
 *   node scripts/package.mjs [--target linux-x64]… [--out DIR]
 *
 * Without --target all platforms are packed. Binaries of other platforms than this one come from npm.
 */

import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { fail, node, npm, root, run } from './lib/process.mjs';

/** VS Code's name of a platform, and DuckDB's. */
const BINARIES = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'alpine-x64': 'linux-x64-musl',
  'alpine-arm64': 'linux-arm64-musl',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64',
  'win32-arm64': 'win32-arm64',
};

/** What the bundles load at run time and what that needs itself, besides the binary. */
const RUNTIME_PACKAGES = ['@duckdb/node-api', '@duckdb/node-bindings', 'detect-libc'];

const { values: flags } = parseArgs({
  options: { target: { type: 'string', multiple: true }, out: { type: 'string', default: '.' } },
});
const targets = flags.target ?? Object.keys(BINARIES);
for (const target of targets) {
  if (!(target in BINARIES))
    fail(`There is no target ${target}: choose from ${Object.keys(BINARIES).join(', ')}.`);
}

const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
const scratch = await mkdtemp(path.join(os.tmpdir(), 'overwatch-backup-package-'));
try {
  const staging = path.join(scratch, 'extension');
  await stage(staging);
  for (const target of targets) {
    await putBinary(staging, BINARIES[target]);
    const packagePath = path.resolve(root, flags.out, `${manifest.name}-${target}-${manifest.version}.vsix`);
    await createVSIX({
      cwd: staging,
      packagePath,
      target,
      dependencies: false,
      allowMissingRepository: true,
      // The pictures and documents that the README links to lie beside it in the package.
      rewriteRelativeLinks: false,
    });
    const { size } = await stat(packagePath);
    console.log(`${packagePath}: ${(size / 1e6).toFixed(1)} MB`);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** Everything of the extension but the binary. `.vscodeignore` still decides what of it is packed. */
async function stage(staging) {
  await mkdir(staging, { recursive: true });
  const dist = path.join(staging, 'dist');
  if ((await node(['scripts/build.mjs', '--production', '--out', dist])) !== 0)
    fail('The build failed: see above.');
  const {
    scripts: _scripts,
    dependencies: _bundled,
    devDependencies: _tools,
    private: _private,
    ...rest
  } = manifest;
  await writeFile(path.join(staging, 'package.json'), JSON.stringify(rest, undefined, 2));
  for (const name of ['.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE', 'docs', 'media']) {
    if (existsSync(path.join(root, name)))
      await cp(path.join(root, name), path.join(staging, name), { recursive: true });
  }
  for (const name of RUNTIME_PACKAGES) {
    await cp(path.join(root, 'node_modules', name), path.join(dist, 'node_modules', name), {
      recursive: true,
    });
  }
}

/** Puts one platform's binary beside the bundles, in the place of any other. */
async function putBinary(staging, platform) {
  const modules = path.join(staging, 'dist', 'node_modules', '@duckdb');
  for (const other of Object.values(BINARIES)) {
    await rm(path.join(modules, `node-bindings-${other}`), { recursive: true, force: true });
  }
  const name = `node-bindings-${platform}`;
  const installed = path.join(root, 'node_modules', '@duckdb', name);
  const from = existsSync(installed) ? installed : await fetchPackage(`@duckdb/${name}`);
  await cp(from, path.join(modules, name), { recursive: true });
}

/** A package of the version that the installed bindings ask for, unpacked. */
async function fetchPackage(name) {
  const bindings = JSON.parse(
    await readFile(path.join(root, 'node_modules', '@duckdb', 'node-bindings', 'package.json'), 'utf8'),
  );
  const directory = await mkdtemp(path.join(scratch, 'binary-'));
  const spec = `${name}@${bindings.optionalDependencies[name]}`;
  if ((await npm(['pack', spec, '--silent', '--pack-destination', directory])) !== 0)
    fail(`npm pack ${spec} failed.`);
  const archive = `${name.slice(1).replace('/', '-')}-${bindings.optionalDependencies[name]}.tgz`;
  if ((await run('tar', ['-xzf', archive], { cwd: directory })) !== 0)
    fail(`${archive} could not be unpacked.`);
  return path.join(directory, 'package');
}
