/** Runs inside the extension host of a real VS Code: mocha over the tests of this folder, all in one bundle. */

import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** Where the sources lie, seen from the bundle in dist/test. */
const sources = path.resolve(__dirname, '../../test/host/suite');

/**
 * VS Code calls this. What ran goes, one JSON object a line, to the file that `OVERWATCH_HOST_RESULTS` names:
 * `{"test", "error"?}` for each test and `{"end": true}` at the end.
 *
 * @throws where a test failed, which is how VS Code is told.
 */
export async function run(): Promise<void> {
  const failures = await runSuite();
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

async function runSuite(): Promise<number> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: Mocha.reporters.Base });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  try {
    // The bundler takes in every module that fits this pattern; one that is missing from the bundle fails here.
    for (const name of testModules()) await import(`./${name}.test.ts`);
  } catch (error) {
    record({ test: 'the tests load', error: textOf(error) });
    record({ end: true });
    throw error;
  }
  return new Promise((resolve) => {
    mocha
      .run((failures) => {
        record({ end: true });
        resolve(failures);
      })
      .on('pass', (test) => record({ test: test.fullTitle() }))
      .on('fail', (test, error: unknown) => record({ test: test.fullTitle(), error: textOf(error) }));
  });
}

function testModules(): string[] {
  return readdirSync(sources)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.basename(name, '.test.ts'));
}

function record(entry: { test: string; error?: string } | { end: true }): void {
  const file = process.env.OVERWATCH_HOST_RESULTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
