#!/usr/bin/env node
/**
 * Everything that proves this repository, on a fresh checkout: types, lint, unit and contract tests, the tests with a real Spark and those in a real VS Code.
 * Ends with the line `N passed, N failed` over all of them, and exits with 1 where anything failed or did not run.
 *
 *   npm test [-- --only check|unit|contract|package|spark|host]
 */

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { heading, install, node, root, run, runAndRead } from './lib/process.mjs';

const { values: flags } = parseArgs({ options: { only: { type: 'string' } } });

/** Left to itself, Node runs one file fewer at a time than there are cores: on two of them, one after the other. */
const FILES_AT_A_TIME = Math.max(2, os.availableParallelism());

/** Each stage tells how many of its tests passed and failed. One that could not run counts as a failure. */
const STAGES = {
  check: [
    ['Types', () => tool('tsc of the sources', ['node_modules/typescript/bin/tsc', '-p', '.'])],
    [
      'Types of the webview',
      () => tool('tsc of the webview', ['node_modules/typescript/bin/tsc', '-p', 'src/webview']),
    ],
    ['Lint', () => tool('biome', ['node_modules/@biomejs/biome/bin/biome', 'check'])],
  ],
  build: [['Build', () => tool('build', ['scripts/build.mjs'])]],
  unit: [['Unit tests', () => nodeTests('test/unit')]],
  contract: [['Contract tests', () => nodeTests('test/contract')]],
  package: [['Bundles and package', () => nodeTests('test/package')]],
  spark: [['Tests with Spark', sparkTests]],
  host: [['Tests in VS Code', hostTests]],
};

async function tool(name, args) {
  const code = await node(args);
  if (code !== 0) console.error(`${name} failed with exit code ${code}.`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** @param limit of a file of tests, ms */
async function nodeTests(directory, limit = 300_000) {
  const files = await testFiles(path.join(root, directory));
  if (files.length === 0) return didNotRun(`${directory} holds no tests.`);
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'overwatch-backup-tests-'));
  const counts = path.join(scratch, 'counts.json');
  try {
    const code = await node([
      ...['--import', 'tsx', '--test', `--test-timeout=${limit}`, `--test-concurrency=${FILES_AT_A_TIME}`],
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...[`--test-reporter=./scripts/lib/count-reporter.mjs`, `--test-reporter-destination=${counts}`],
      ...files,
    ]);
    const { passed, failed } = JSON.parse(await readFile(counts, 'utf8'));
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  } catch (error) {
    return didNotRun(`The tests of ${directory} left no result: ${error.message}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Spark is installed first, so that a machine that lacks something for it says so once. */
async function sparkTests() {
  if ((await run('bash', ['test/spark/setup.sh'])) !== 0) return didNotRun('Spark could not be installed.');
  return await nodeTests('test/spark', 1_800_000);
}

async function hostTests() {
  const { code, output } = await runAndRead(process.execPath, ['test/host/run.mjs']);
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  try {
    const { passed, failed } = JSON.parse(last);
    if (typeof passed !== 'number' || typeof failed !== 'number') throw new Error('it holds no numbers');
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  } catch (error) {
    return didNotRun(`The tests in VS Code left no result (exit code ${code}): ${error.message}`);
  }
}

function didNotRun(why) {
  console.error(why);
  return { passed: 0, failed: 1 };
}

async function testFiles(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function chosenStages() {
  if (flags.only === undefined) return Object.values(STAGES).flat();
  const chosen = STAGES[flags.only];
  if (chosen === undefined) {
    console.error(`There is no stage ${flags.only}: choose one of ${Object.keys(STAGES).join(', ')}.`);
    process.exit(2);
  }
  return flags.only === 'check' ? chosen : [...STAGES.build, ...chosen];
}

await install();
const results = [];
for (const [title, stage] of chosenStages()) {
  heading(title);
  const startedAt = Date.now();
  const counts = await stage();
  results.push({ title, ...counts, seconds: (Date.now() - startedAt) / 1000 });
}

heading('Result');
for (const { title, passed, failed, seconds } of results) {
  console.log(`${title}: ${passed} passed, ${failed} failed in ${seconds.toFixed(1)} s`);
}
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
