/**
 * A real Spark with Delta to ask: server.py in a process of its own, which ends with this one. One question is answered at a time.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Row } from '../support/fixtures';
import { installSpark } from './install';

export interface Spark {
  /** Runs a statement and gives its rows. */
  sql(statement: string): Promise<readonly Row[]>;
  /** The rows of a table, by its path. */
  rows(table: string, version?: number): Promise<readonly Row[]>;
  /** How a clone differs from its source (in rows, schema, properties, protocol, domains, files), in words. */
  differences(source: string, target: string, sourceVersion?: number): Promise<readonly string[]>;
  /** Writes all rows of a table anew, with another partitioning. */
  overwrite(table: string, partitionColumns: readonly string[]): Promise<void>;
  /** Writes a checkpoint and removes the log before it. Gives the names of the commits that are left. */
  cleanLog(table: string): Promise<readonly string[]>;
  /** Takes an incremental snapshot of one table by the product's PySpark script. */
  takeOver(request: TakeOver): Promise<TakenOver>;
  /** Runs the product's PySpark script; gives its exit code. */
  script(words: readonly string[]): Promise<number>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** Places are paths. */
export interface TakeOver {
  readonly source: string;
  readonly target: string;
  readonly checkpoint: string;
  readonly mode: 'append' | 'merge';
  readonly keys: readonly string[];
}

export interface TakenOver {
  readonly state: string;
  readonly status: string;
  readonly warnings: readonly string[];
  readonly sourceVersion: number;
}

/** What Spark refused or failed to do. */
export class SparkError extends Error {
  override readonly name = 'SparkError';

  /** @param condition Spark's name for what went wrong, such as `PATH_NOT_FOUND`, where it has one. */
  constructor(
    readonly condition: string | null,
    message: string,
  ) {
    super(message);
  }
}

const START_LIMIT = 180_000;
const ANSWER_LIMIT = 120_000;
/** For a run over several tables. */
const SCRIPT_LIMIT = 900_000;
const END_LIMIT = 15_000;
const KEPT_LINES = 40;

/** Installs Spark if need be and starts it. */
export async function startSpark(): Promise<Spark> {
  installSpark();
  const server = startServer();
  await server.answer(0, START_LIMIT);
  let asked = 0;
  const ask = async (
    question: string,
    given: Record<string, unknown>,
    limit = ANSWER_LIMIT,
  ): Promise<unknown> => {
    asked += 1;
    server.write(`${JSON.stringify({ id: asked, ask: question, with: given })}\n`);
    return await server.answer(asked, limit);
  };
  return {
    sql: async (statement) => (await ask('sql', { statement })) as Row[],
    rows: async (table, version) => (await ask('rows', { table, version })) as Row[],
    differences: async (source, target, sourceVersion) =>
      (await ask('differences', { source, target, sourceVersion })) as string[],
    overwrite: async (table, partitionColumns) => {
      await ask('overwrite', { table, partitionColumns });
    },
    cleanLog: async (table) => (await ask('clean_log', { table })) as string[],
    takeOver: async (request) => (await ask('take_over', { ...request }, SCRIPT_LIMIT)) as TakenOver,
    script: async (words) => (await ask('script', { arguments: words }, SCRIPT_LIMIT)) as number,
    close: server.close,
  };
}

interface Server {
  write(line: string): void;
  /** Waits for an answer; 0 is that Spark has started. */
  answer(id: number, limit: number): Promise<unknown>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

function startServer(): Server {
  // A group of its own, so that nothing of it is left where it must be killed. It ends by itself when its input does.
  const child = spawn('bash', [path.join(__dirname, 'run.sh'), 'server.py'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const waiting = new Map<number, Waiting>();
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    complaints.push(line);
    if (complaints.length > KEPT_LINES) complaints.shift();
  });
  createInterface({ input: child.stdout }).on('line', (line) => take(JSON.parse(line) as Message, waiting));
  // What could not be written was meant for a process that has gone, which says so itself.
  child.stdin.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => {
    const end = (how: string) => {
      const error = new Error(`Spark has ended (${how}):\n${complaints.join('\n')}`);
      for (const { reject } of waiting.values()) reject(error);
      resolve();
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(String(code ?? signal)));
  });
  return {
    write: (line) => child.stdin.write(line),
    answer: (id, limit) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null) return reject(new Error(`Spark has ended:\n${complaints.join('\n')}`));
        const timer = setTimeout(() => {
          killGroup(child);
          reject(new Error(`Spark gave no answer within ${limit} ms:\n${complaints.join('\n')}`));
        }, limit);
        const settled = () => {
          clearTimeout(timer);
          waiting.delete(id);
        };
        waiting.set(id, {
          resolve: (answer) => {
            settled();
            resolve(answer);
          },
          reject: (error) => {
            settled();
            reject(error);
          },
        });
      }),
    close: async () => {
      child.stdin.end();
      const timer = setTimeout(() => killGroup(child), END_LIMIT);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** A line of server.py. */
interface Message {
  readonly id?: number;
  readonly answer?: unknown;
  readonly error?: { readonly condition: string | null; readonly message: string };
}

function take({ id = 0, answer, error }: Message, waiting: ReadonlyMap<number, Waiting>): void {
  const one = waiting.get(id);
  if (error === undefined) one?.resolve(answer);
  else one?.reject(new SparkError(error.condition, error.message));
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
