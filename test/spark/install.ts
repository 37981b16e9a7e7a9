/** Spark with Delta as test/spark/setup.sh installs it, below the git-ignored `.cache/spark`. */

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const CACHE = path.join(__dirname, '..', '..', '.cache', 'spark');

/** Installs Spark where it is not yet there. @throws an Error that says what is missing on this machine. */
export function installSpark(): void {
  try {
    execFileSync('bash', [path.join(__dirname, 'setup.sh')], { stdio: ['ignore', 'inherit', 'pipe'] });
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: Buffer };
    throw new Error(stderr?.toString().trim() || message);
  }
}

/** The folders that hold the jars of Spark, its Thrift server among them, and those of Delta. */
export function sparkJars(): string[] {
  const [library] = readdirSync(path.join(CACHE, 'venv', 'lib')).filter((name) => name.startsWith('python'));
  if (library === undefined) throw new Error(`There is no Spark in ${CACHE}: run test/spark/setup.sh.`);
  return [
    path.join(CACHE, 'venv', 'lib', library, 'site-packages', 'pyspark', 'jars'),
    path.join(CACHE, 'jars'),
  ];
}
