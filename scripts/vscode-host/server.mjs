/**
 * Starts the npm-only VS Code server with an extension and a folder, and ends it again.
 * Every start has directories of its own, so nothing of an earlier one, nor of the user's editor, is seen.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installHost } from './install.mjs';

const startLimitMs = 60_000;
const stopLimitMs = 5_000;

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.showReleaseNotes': false,
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * Starts a server and returns once it accepts connections; see server.d.mts for the options and the result.
 * Throws an error that names the step when that takes longer than a minute.
 */
export async function startHost({
  extensionPath,
  folder,
  userSettings = {},
  testsPath,
  env = {},
  port,
  workspaceTrust = false,
  logFile,
  log,
}) {
  const installation = await installHost(log);
  const usedPort = port ?? (await freePort());
  const token = randomBytes(16).toString('hex');
  const dir = mkdtempSync(path.join(tmpdir(), 'overwatch-host-'));
  let child;
  const cleanUp = () => {
    signalGroup(child?.pid, 'SIGKILL');
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', cleanUp);
  const stop = async () => {
    if (child !== undefined) await endGroup(child);
    process.off('exit', cleanUp);
    cleanUp();
  };

  const settingsFile = path.join(dir, 'user/User/settings.json');
  try {
    writeSettings(settingsFile, {
      ...quietSettings,
      'security.workspace.trust.enabled': workspaceTrust,
      ...userSettings,
    });
    if (testsPath === undefined) registerExtension(path.join(dir, 'extensions'), extensionPath);
    child = spawn(installation.node, serverArguments(dir, usedPort, token, { workspaceTrust, testsPath }), {
      cwd: installation.serverDir,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that the extension hosts the server starts end with it.
      detached: true,
    });
    await untilListening(child, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  const authority = `127.0.0.1:${usedPort}`;
  return {
    url: workbenchUrl({ authority, token, folder, extensionPath, testsPath }),
    installation,
    updateSettings(changes) {
      // The editor writes this file too, for instance when a theme is picked.
      writeSettings(settingsFile, { ...JSON.parse(readFileSync(settingsFile, 'utf8')), ...changes });
    },
    killExtensionHosts: () => killExtensionHosts(child.pid),
    exited: new Promise((resolve) => child.once('exit', resolve)),
    stop,
  };
}

function writeSettings(file, settings) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(settings, undefined, 2));
}

function serverArguments(dir, port, token, { workspaceTrust, testsPath }) {
  return [
    'out/server-main.js',
    ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
    ...['--user-data-dir', path.join(dir, 'user'), '--server-data-dir', path.join(dir, 'server')],
    ...['--extensions-dir', path.join(dir, 'extensions'), '--telemetry-level', 'off'],
    '--accept-server-license-terms',
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    // A built VS Code heeds `extensionTestsPath` with this flag only. It also keeps notifications from popping up,
    // so that whatever a person looks at, or a test drives as one, goes without.
    ...(testsPath === undefined ? [] : ['--enable-smoke-test-driver']),
  ];
}

/** Lists the extension as installed where it lies, which is what an installation from a VSIX leaves behind. */
function registerExtension(extensionsDir, extensionPath) {
  const { publisher, name, version } = JSON.parse(
    readFileSync(path.join(extensionPath, 'package.json'), 'utf8'),
  );
  const location = { $mid: 1, path: path.resolve(extensionPath), scheme: 'file' };
  mkdirSync(extensionsDir, { recursive: true });
  const entry = { identifier: { id: `${publisher}.${name}` }, version, location };
  writeFileSync(path.join(extensionsDir, 'extensions.json'), JSON.stringify([entry]));
}

/** The payload makes the workbench load the extension in development and call the test module's `run()`. */
function workbenchUrl({ authority, token, folder, extensionPath, testsPath }) {
  const query = new URLSearchParams({ tkn: token });
  if (folder !== undefined) query.set('folder', path.resolve(folder));
  if (testsPath !== undefined) {
    const remote = (file) => `vscode-remote://${authority}${encodeURI(path.resolve(file))}`;
    const payload = [
      ['extensionDevelopmentPath', remote(extensionPath)],
      ['extensionTestsPath', remote(testsPath)],
    ];
    query.set('payload', JSON.stringify(payload));
  }
  return `http://${authority}/?${query}`;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function untilListening(child, logFile) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why) =>
      reject(new Error(`Could not start the VS Code server: ${why}\n${output.slice(-4000)}`));
    const timer = setTimeout(() => fail(`not listening after ${startLimitMs / 1000} s`), startLimitMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        if (logFile !== undefined) appendFileSync(logFile, chunk);
        if (output.length < 100_000) output += chunk;
        if (!output.includes('Extension host agent listening')) return;
        clearTimeout(timer);
        resolve();
      });
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`it ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}

async function endGroup(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child.pid, 'SIGTERM');
  await Promise.race([ended, delay(stopLimitMs, undefined, { ref: false })]);
}

/** Kills the extension hosts of the server's group, as a crash or the end of a battery does, and says how many there were. */
function killExtensionHosts(group) {
  const lines = execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' }).split('\n');
  const hosts = lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && Number(match[2]) === group && match[3].includes('extensionHost'));
  for (const [, pid] of hosts) process.kill(Number(pid), 'SIGKILL');
  return hosts.length;
}

/** A group that has ended already is what is wanted; there is nothing to tell anyone. */
function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
