/** Runs another tool that knows how to sign in (`databricks`, `az`), and reads the token that it prints. */

import { execFile } from 'node:child_process';
import { Fault } from '../../base/fault';
import { isObject, type JsonObject, parseJson } from '../json';
import { redactSecrets } from '../redact';

export interface Tool {
  /** As it is called in texts: "the Azure CLI". */
  readonly name: string;
  /** The program: its name, looked for on the PATH, or its path. */
  readonly program: string;
  /** What to do where it is not installed. */
  readonly install: string;
  /** What to do where it gives no token. */
  readonly signIn: string;
}

/** A tool may have to refresh its own token over the network. */
const LIMIT_MS = 60_000;

/** The tool ran and said no. Its words are in the message. */
export class ToolFailed extends Fault {
  constructor(
    tool: Tool,
    readonly words: string,
  ) {
    super('unauthenticated', `${capital(tool.name)} gave no token: ${words}`, { advice: tool.signIn });
  }
}

/**
 * The JSON object that the tool prints. What it prints is a secret, so no part of it gets into a fault.
 *
 * @throws ToolFailed; Fault `unauthenticated` where the tool is not installed, `timeout`; the signal's reason when aborted.
 */
export async function runForJson(
  tool: Tool,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<JsonObject> {
  // On Windows `az` is a batch file, which only a shell can run; nothing may stand in its line that a shell understands.
  const shell = process.platform === 'win32' && !/\.exe$/i.test(tool.program);
  if (shell && ![tool.program, ...args].every((part) => /^[\w.:/\\-]+$/.test(part))) {
    throw new Fault('usage', `${capital(tool.name)} cannot be run with this host, profile or tenant.`);
  }
  signal.throwIfAborted();
  const stdout = await new Promise<string>((resolve, reject) => {
    const options = { env: { ...environment }, timeout: LIMIT_MS, signal, shell, windowsHide: true };
    execFile(tool.program, args, options, (error, printed, stderr) => {
      if (signal.aborted) return reject(signal.reason);
      if (error === null) return resolve(printed);
      if (error.code === 'ENOENT' || error.code === 'EACCES') return reject(notInstalled(tool));
      // With a shell between, it is the shell that does not find it.
      if (shell && /is not recognized/.test(stderr)) return reject(notInstalled(tool));
      if (error.killed === true) return reject(tooSlow(tool));
      reject(new ToolFailed(tool, wordsOf(stderr)));
    }).stdin?.end();
  });
  return objectOf(tool, stdout);
}

function objectOf(tool: Tool, stdout: string): JsonObject {
  try {
    const value = parseJson(stdout);
    if (isObject(value)) return value;
  } catch {
    // The error would quote what was printed, which may hold a token.
  }
  throw new ToolFailed(tool, 'what it printed is no JSON object.');
}

function notInstalled(tool: Tool): Fault {
  return new Fault(
    'unauthenticated',
    `${capital(tool.name)} (${tool.program}) is not installed or not on the PATH.`,
    {
      advice: tool.install,
    },
  );
}

function tooSlow(tool: Tool): Fault {
  return new Fault('timeout', `${capital(tool.name)} gave no token within ${LIMIT_MS / 1000} s.`, {
    advice: 'Run it in a terminal to see what it waits for, then try again.',
  });
}

/** The first lines of what it complains about. */
function wordsOf(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^WARNING/i.test(line));
  const words = redactSecrets(lines.slice(0, 3).join(' '));
  return words === '' ? 'it says nothing about why.' : words.slice(0, 500);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
