/** Runs inside the extension host of a real VS Code: mocha over the tests of this folder, all in one bundle. */

import Mocha from 'mocha';

/** What ran; the harness turns it into the count of `npm test`. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  /** Titles of the failed tests with what went wrong. */
  readonly failures: readonly string[];
}

/** VS Code calls this. @throws where a test failed, which is how VS Code is told. */
export async function run(): Promise<void> {
  const { failed, failures } = await runSuite();
  if (failed > 0) throw new Error(`${failed} tests failed:\n${failures.join('\n')}`);
}

export async function runSuite(): Promise<SuiteResult> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000 });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./extension.test');
  return new Promise((resolve) => {
    let passed = 0;
    const failures: string[] = [];
    mocha
      .run(() => resolve({ passed, failed: failures.length, failures }))
      .on('pass', () => {
        passed += 1;
      })
      .on('fail', (test, error: unknown) => {
        failures.push(
          `${test.fullTitle()}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      });
  });
}
