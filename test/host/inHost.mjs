/**
 * The tests inside the extension host: in a VS Code that is downloaded or named by `VSCODE_PATH` where there is one and a display
 * to show it on, else in the npm-only one. Either way the suite leaves its results in a file, which is what counts.
 */

import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openWorkbench } from '../../scripts/vscode-host/browser.mjs';
import { hostUnsupported } from '../../scripts/vscode-host/install.mjs';
import { startHost } from '../../scripts/vscode-host/server.mjs';

const suiteLimitMs = 300_000;
const reachLimitMs = 5_000;
const releases = 'https://update.code.visualstudio.com/api/releases/stable';

/** Runs the suite and returns how many tests passed and failed; one that did not run at all counts as a failure. */
export async function runInHostSuite(root) {
  const testsPath = path.join(root, 'dist/test/host-suite.js');
  if (!existsSync(testsPath)) throw new Error(`${testsPath} is missing: run \`npm run build\` first.`);
  const scratch = mkdtempSync(path.join(tmpdir(), 'overwatch-suite-'));
  const results = path.join(scratch, 'results.jsonl');
  const folder = path.join(scratch, 'workspace');
  mkdirSync(folder);
  const task = { root, testsPath, scratch, folder, results, env: { OVERWATCH_HOST_RESULTS: results } };
  try {
    if (await hasDesktopEditor()) await inDesktopEditor(task);
    else await inNpmHost(task);
    return report(results);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Whether @vscode/test-electron can run here: an editor to start, and a display. */
async function hasDesktopEditor() {
  const headless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (headless) return false;
  if (process.env.VSCODE_PATH !== undefined) return true;
  if (hostUnsupported() !== undefined) return true;
  return fetch(releases, { signal: AbortSignal.timeout(reachLimitMs) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function inDesktopEditor({ root, testsPath, scratch, folder, results, env }) {
  console.log('In the desktop VS Code (@vscode/test-electron):');
  const { runTests } = await import('@vscode/test-electron');
  const executable = process.env.VSCODE_PATH;
  const ended = runTests({
    ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
    extensionDevelopmentPath: root,
    extensionTestsPath: testsPath,
    extensionTestsEnv: env,
    launchArgs: [folder, '--user-data-dir', path.join(scratch, 'user'), '--disable-workspace-trust'],
  });
  await Promise.race([ended, untilEnd(results)]).catch((error) => {
    // Failed tests make it fail too; they are in the results already.
    if (!hasEnded(results)) throw error;
  });
}

async function inNpmHost({ root, testsPath, folder, results, env }) {
  console.log('In the npm-only VS Code:');
  const artifacts = path.join(root, 'artifacts');
  mkdirSync(artifacts, { recursive: true });
  const logFile = path.join(artifacts, 'host-suite.log');
  const host = await startHost({ extensionPath: root, testsPath, folder, env, logFile, log: console.log });
  try {
    const onConsole = (line) => appendFileSync(logFile, `${line}\n`);
    const { browser, page } = await openWorkbench(host, { onConsole });
    try {
      await untilEnd(results, () => page.screenshot({ path: path.join(artifacts, 'host-suite.png') }));
    } finally {
      await browser.close();
    }
  } finally {
    await host.stop();
  }
}

async function untilEnd(results, onTimeout = async () => {}) {
  for (const end = Date.now() + suiteLimitMs; Date.now() < end; await delay(100, undefined, { ref: false })) {
    if (hasEnded(results)) return;
  }
  await onTimeout();
  const last = entriesOf(results).at(-1)?.test ?? 'none';
  throw new Error(
    `The in-host suite did not end within ${suiteLimitMs / 1000} s; last test that ended: ${last}`,
  );
}

function hasEnded(results) {
  return entriesOf(results).some((entry) => entry.end === true);
}

function entriesOf(results) {
  if (!existsSync(results)) return [];
  const lines = readFileSync(results, 'utf8').split('\n');
  // What follows the last line end is still being written.
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

function report(results) {
  const tests = entriesOf(results).filter((entry) => entry.test !== undefined);
  for (const { test, error } of tests) console.log(error === undefined ? `✔ ${test}` : `✖ ${test}\n${error}`);
  const failed = tests.filter((entry) => entry.error !== undefined).length;
  if (tests.length === 0) throw new Error('The in-host suite ran no test.');
  return { passed: tests.length - failed, failed };
}
