import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fault } from '../../../../src/base/fault';
import { failureOf } from '../../../../src/lakehouse/databricks/errors';

/** An error as the driver throws it for a statement that failed. */
function told(message: string, sqlState?: string) {
  return Object.assign(new Error(message), { errorCode: 'ERROR', response: { sqlState } });
}

const of = (error: unknown) => failureOf(error, { host: 'host', what: 'The warehouse' }, 'dapi-secret');

describe('errors of a warehouse', () => {
  const codes: readonly (readonly [string, string])[] = [
    ['[TABLE_OR_VIEW_NOT_FOUND] The table or view `a` cannot be found. SQLSTATE: 42P01', 'not-delta'],
    ['[DELTA_MISSING_DELTA_TABLE] `/a` is not a Delta table.', 'not-delta'],
    ['[SCHEMA_NOT_FOUND] The schema `a`.`b` cannot be found.', 'not-found'],
    ['[DELTA_VERSION_NOT_FOUND] Cannot time travel Delta table to version 9.', 'no-such-version'],
    ['Cannot time travel Delta table to version 99. Available versions: [0, 0].', 'no-such-version'],
    [
      'The provided timestamp (1990-01-01 00:00:00.0) is before the earliest version available',
      'no-such-version',
    ],
    [
      '[DELTA_CONCURRENT_APPEND] Files were added to the root of the table by a concurrent update.',
      'conflict',
    ],
    ['[DELTA_CLONE_UNSUPPORTED_SOURCE] Unsupported clone source.', 'unsupported-feature'],
    ['[DELTA_CLONE_AMBIGUOUS_TARGET] Two paths were provided as the CLONE target.', 'bad-target'],
    ['[DELTA_UNSUPPORTED_CLONE_REPLACE_SAME_TABLE] You tried to REPLACE an existing table.', 'bad-target'],
    ['[DELTA_INVALID_CLONE_PATH] The target location for CLONE needs to be an absolute path.', 'bad-target'],
    ['[PERMISSION_DENIED] User does not have USE SCHEMA on Schema `a`.', 'no-permission'],
    ['[INSUFFICIENT_PERMISSIONS] Insufficient privileges', 'no-permission'],
    ['[FAILED_READ_FILE.FILE_NOT_EXIST] Encountered error while reading file x.', 'damaged'],
    ['Cluster 0123 was terminated. Reason: the warehouse was stopped.', 'unavailable'],
    ['[SOME_NEW_CLASS] Something else.', 'io'],
  ];
  for (const [message, code] of codes) {
    it(`${code}: ${message.slice(0, 50)}`, () => {
      const { fault } = of(told(message));
      assert.equal(fault.code, code);
      assert.ok(!fault.message.includes('SQLSTATE'));
    });
  }

  it('goes by the SQL state where there is no class', () => {
    assert.equal(of(told('No.', '42501')).fault.code, 'no-permission');
    assert.equal(of(told('No.', '2D521')).fault.code, 'conflict');
  });

  it('takes a failed OpenSession, which is no Error', () => {
    const { fault } = of({ name: 'Status Error', message: '[PERMISSION_DENIED] No.', code: -1 });
    assert.ok(fault instanceof Fault && fault.code === 'no-permission');
  });

  it('takes the reason where it stands, and tries again what failed without one', () => {
    const wordless = Object.assign(new Error('The operation failed due to an error'), { errorCode: 'ERROR' });
    const brief = Object.assign(wordless, { response: { errorMessage: '[SCHEMA_NOT_FOUND] No `a`.' } });
    assert.equal(of(brief).fault.code, 'not-found');
    for (const response of [{}, { errorMessage: null }, { displayMessage: '' }]) {
      const { fault, passes, effect } = of(Object.assign(wordless, { response }));
      assert.deepEqual([fault.code, passes, effect], ['io', true, 'unknown']);
      assert.match(fault.message, /the server does not say why/);
    }
    assert.match(of({ name: 'Status Error', message: '', code: -1 }).fault.message, /does not say why/);
  });

  it('tells only the first line, and never the token', () => {
    const { fault } = of(told('[X_Y] The token dapi-secret is bad.\n== SQL ==\nSELECT 1\n\tat java'));
    assert.ok(!/dapi-secret|SELECT|java/.test(fault.message), fault.message);
  });

  it('knows a session that is gone, in all the words for it', () => {
    for (const message of [
      'Invalid SessionHandle: SessionHandle [1]',
      '[INVALID_HANDLE.SESSION_CLOSED] The session is closed.',
      'RESOURCE_DOES_NOT_EXIST: session abc does not exist',
    ]) {
      const { isSessionLost, effect, passes } = of(told(message));
      assert.deepEqual([isSessionLost, effect, passes], [true, 'refused', true], message);
    }
  });

  it('knows whether the statement may have run', () => {
    const http = (statusCode: number) =>
      Object.assign(new Error('bad status'), { statusCode, response: { headers: new Map() } });
    const network = (code: string) =>
      Object.assign(new Error(code), { name: 'FetchError', type: 'system', code });
    const effects = [
      http(429),
      http(503),
      http(502),
      network('ECONNREFUSED'),
      network('ECONNRESET'),
      told('[X] No.'),
    ].map((error) => [of(error).effect, of(error).passes]);
    assert.deepEqual(effects, [
      ['refused', true],
      ['refused', true],
      ['unknown', true],
      ['refused', true],
      ['unknown', true],
      ['failed', false],
    ]);
  });

  it('takes what the driver gave up for what it is: the statement may run on', () => {
    const gaveUp = (what: string, end: string) =>
      of(new Error(`Hive driver: ${what} when connecting to resource. ${end} exceeded.`));
    const found = [gaveUp('503', 'Max retry count'), gaveUp('Error', 'Retry timeout')].map(
      ({ fault, effect, passes }) => [fault.code, fault.message, effect, passes],
    );
    assert.deepEqual(found, [
      ['unavailable', 'The warehouse: host answered 503: status 503.', 'unknown', true],
      [
        'unreachable',
        'The warehouse: the connection to host was lost, and trying again did not help.',
        'unknown',
        true,
      ],
    ]);
  });

  it('says that the server cancelled', () => {
    const { fault } = of(
      Object.assign(new Error('The operation was canceled by a client'), { errorCode: 'CANCELED' }),
    );
    assert.deepEqual([fault.code, /cancelled/.test(fault.message)], ['unavailable', true]);
  });
});
