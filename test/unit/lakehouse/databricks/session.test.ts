import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { asFault, Fault } from '../../../../src/base/fault';
import { openSql, type SessionOptions } from '../../../../src/lakehouse/databricks/session';
import { once, repeatable } from '../../../../src/lakehouse/databricks/sql';
import { createNetwork, type NetworkSettings } from '../../../../src/workspace/network';
import { makeCertificate } from '../../../support/certificate';
import {
  type Accident,
  type Answer,
  type Script,
  startFakeThrift,
} from '../../../support/fakeThrift/fakeThrift';
import { startProxy } from '../../../support/proxy';
import { TYPE_ID } from '../../../support/thrift/arrowResult';

const { signal } = new AbortController();
const ONE: Answer = { columns: [{ name: 'one', typeId: TYPE_ID.int }], rows: [[1]] };
const select = repeatable('SELECT 1');

interface Options extends Partial<SessionOptions> {
  /** What the network is told besides the certificate of the server. */
  readonly network?: NetworkSettings;
  /** Tokens in the order in which they are given out; the last one stays. */
  readonly tokens?: readonly string[];
}

async function open(
  t: TestContext,
  script: Partial<Script>,
  { tokens = ['a token'], network = {}, ...options }: Options = {},
) {
  const server = await startFakeThrift({ answer: () => ONE, ...script });
  const pauses: number[] = [];
  let given = 0;
  const sql = openSql(
    {
      host: server.host,
      path: '/sql/1.0/warehouses/1',
      tokens: {
        async token(_signal, { refused } = {}) {
          if (refused !== undefined && refused === tokens[given])
            given = Math.min(given + 1, tokens.length - 1);
          return tokens[given] ?? '';
        },
      },
      network: createNetwork({ certificates: [server.ca], ...network }, {}),
    },
    { sessions: 2, pause: async (ms) => void pauses.push(ms), ...options },
  );
  t.after(async () => {
    await sql.close();
    await server.stop();
  });
  return { server, sql, pauses };
}

/** An accident of the first requests of a method. */
function first(method: string, times: number, accident: Accident): Pick<Script, 'accident'> {
  return { accident: (name, tries) => (name === method && tries < times ? accident : undefined) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no fault',
    (error: unknown) => asFault(error).code,
  );
}

describe('session', () => {
  it('gives rows as plain values, and keeps its session', async (t) => {
    const columns = [
      { name: 'text', typeId: TYPE_ID.string },
      { name: 'at', typeId: TYPE_ID.timestamp },
      { name: 'many', typeId: TYPE_ID.bigint },
      { name: 'map', typeId: TYPE_ID.map },
      { name: 'none', typeId: TYPE_ID.string },
    ];
    const at = Date.UTC(2026, 10, 23, 3, 24, 56, 789);
    const rows = [["it's ünï 🎉", at, 12345678901n, '{"a":"b"}', null]];
    const { server, sql } = await open(t, { answer: () => ({ columns, rows }) });
    const wanted = [{ text: "it's ünï 🎉", at, many: 12345678901, map: { a: 'b' }, none: null }];
    for (const _ of [1, 2, 3, 4, 5]) assert.deepEqual(await sql.run(select, signal), wanted);
    assert.ok(server.open().sessions <= 2);
  });

  it('binds parameters apart from the text', async (t) => {
    let bound: Readonly<Record<string, string>> = {};
    const { sql } = await open(t, {
      answer(_, parameters) {
        bound = parameters;
        return ONE;
      },
    });
    const hostile = "'; DROP TABLE x; -- `\\\n";
    await sql.run(repeatable('SELECT :a', { a: hostile }), signal);
    assert.deepEqual(bound, { a: hostile });
  });

  it('reads 100,000 rows over several pages', async (t) => {
    const columns = [{ name: 'n', typeId: TYPE_ID.int }];
    const rows = Array.from({ length: 100_000 }, (_, index) => [index]);
    const { sql } = await open(t, { answer: () => ({ columns, rows }) });
    const read = await sql.run(select, signal);
    assert.equal(read.length, 100_000);
    assert.deepEqual([read[0], read[99_999]], [{ n: 0 }, { n: 99_999 }]);
  });

  it('closes every operation, and every session at the end', async (t) => {
    const { server, sql } = await open(t, {
      answer: (statement) => (statement === 'bad' ? { error: '[TABLE_OR_VIEW_NOT_FOUND] No.' } : ONE),
    });
    await Promise.all([1, 2, 3, 4, 5].map(() => sql.run(select, signal)));
    assert.equal(await codeOf(sql.run(repeatable('bad'), signal)), 'not-delta');
    assert.ok(server.open().sessions <= 2);
    await sql.close();
    assert.deepEqual(server.open(), { sessions: 0, operations: 0 });
  });

  it('waits as long as the server says with 429, and runs the statement once', async (t) => {
    const { server, sql, pauses } = await open(
      t,
      first('ExecuteStatement', 2, { status: 429, headers: { 'retry-after': '7' } }),
    );
    assert.deepEqual(await sql.run(once('INSERT'), signal), [{ one: 1 }]);
    assert.deepEqual(pauses, [7_000, 7_000].slice(0, pauses.length));
    assert.deepEqual(server.statements, ['INSERT']);
  });

  it('tries again with growing pauses where the warehouse is not there yet, and gives up in the end', async (t) => {
    const { sql, pauses } = await open(t, first('OpenSession', 2, { status: 503 }));
    assert.deepEqual(await sql.run(once('INSERT'), signal), [{ one: 1 }]);
    assert.equal(pauses.length, 2);
    assert.ok((pauses[0] ?? 0) <= 1_000 && (pauses[1] ?? 0) > 500);
    const never = await open(t, { accident: () => ({ status: 503 }) });
    await assert.rejects(never.sql.run(select, signal), { code: 'unavailable', message: /503/ });
    assert.equal(never.pauses.length, 5);
  });

  it('reads again what failed without a reason, and does not write again', async (t) => {
    let failures = 2;
    const answer = (): Answer => (failures-- > 0 ? { error: '' } : ONE);
    const { server, sql, pauses } = await open(t, { answer });
    assert.deepEqual(await sql.run(select, signal), [{ one: 1 }]);
    assert.deepEqual([server.statements.length, pauses.length], [3, 2]);
    failures = 1;
    await assert.rejects(sql.run(once('INSERT INTO t VALUES (1)'), signal), /does not say why/);
    assert.equal(server.statements.length, 4);
  });

  it('does not repeat what must not run twice where nobody knows whether it ran', async (t) => {
    const lost = first('ExecuteStatement', 2, 'lost');
    // The first statement of all sets up the session.
    const insert = await open(t, {
      accident: (method, tries) => (tries === 1 ? lost.accident?.(method, tries) : undefined),
    });
    assert.equal(await codeOf(insert.sql.run(once('INSERT'), signal)), 'unreachable');
    assert.deepEqual(insert.server.statements, []);
    const read = await open(t, {
      accident: (method, tries) => (tries === 1 ? lost.accident?.(method, tries) : undefined),
    });
    assert.deepEqual(await read.sql.run(select, signal), [{ one: 1 }]);
  });

  it('does not repeat it either where only its result was refused', async (t) => {
    // Setting up the session fetches nothing.
    const refused: Partial<Script> = {
      accident: (method, tries) => (method === 'FetchResults' && tries === 0 ? { status: 503 } : undefined),
    };
    const insert = await open(t, refused);
    assert.equal(await codeOf(insert.sql.run(once('INSERT'), signal)), 'unavailable');
    assert.deepEqual(insert.server.statements, ['INSERT']);
    const read = await open(t, refused);
    assert.deepEqual(await read.sql.run(select, signal), [{ one: 1 }]);
    assert.equal(read.server.statements.length, 2);
  });

  it('does not repeat it either where the token is refused while it runs', async (t) => {
    const expired: Partial<Script> = {
      accident: (method, tries) => (method === 'FetchResults' && tries === 0 ? { status: 401 } : undefined),
    };
    const insert = await open(t, expired);
    assert.equal(await codeOf(insert.sql.run(once('INSERT'), signal)), 'unauthenticated');
    assert.deepEqual(insert.server.statements, ['INSERT']);
    const read = await open(t, expired);
    assert.deepEqual(await read.sql.run(select, signal), [{ one: 1 }]);
  });

  it('waits for the end of a statement that has no result, and tells how it failed', async (t) => {
    const { sql } = await open(t, {
      answer: () => ({ error: '[DELTA_CONCURRENT_APPEND] Another writer.', hasNoResult: true }),
    });
    assert.equal(await codeOf(sql.run(repeatable('DROP SCHEMA x CASCADE'), signal)), 'conflict');
  });

  it('asks a source of tokens once that has none', async (t) => {
    const server = await startFakeThrift({ answer: () => ONE });
    t.after(() => server.stop());
    let asked = 0;
    const token = async () => {
      asked += 1;
      throw new Fault('unauthenticated', 'You are not signed in.');
    };
    const network = createNetwork({ certificates: [server.ca] }, {});
    const sql = openSql({ host: server.host, path: '/', tokens: { token }, network }, { sessions: 1 });
    t.after(() => sql.close());
    await assert.rejects(sql.run(select, signal), { message: 'You are not signed in.' });
    assert.equal(asked, 1);
  });

  it('opens a new session in the place of one that the server has forgotten', async (t) => {
    const { server, sql } = await open(t, {});
    await sql.run(select, signal);
    server.forgetSessions();
    assert.deepEqual(await sql.run(once('INSERT'), signal), [{ one: 1 }]);
    assert.deepEqual(server.statements, ['SELECT 1', 'INSERT']);
  });

  it('asks for another token when one is refused, once', async (t) => {
    const good = await open(t, { accepts: (token) => token === 'new' }, { tokens: ['old', 'new'] });
    assert.deepEqual(await good.sql.run(select, signal), [{ one: 1 }]);
    const bad = await open(t, { accepts: () => false }, { tokens: ['secret-1', 'secret-2'] });
    await assert.rejects(bad.sql.run(select, signal), (error: unknown) => {
      const { code, message } = asFault(error);
      return code === 'unauthenticated' && !message.includes('secret');
    });
  });

  it('tells of a missing right', async (t) => {
    const { sql } = await open(t, { accident: () => ({ status: 403 }) });
    assert.equal(await codeOf(sql.run(select, signal)), 'no-permission');
  });

  it('cancels on the server, and rejects at once', async (t) => {
    const { server, sql } = await open(t, {
      answer: (statement) => (statement === 'long' ? 'runs on' : ONE),
    });
    await sql.run(select, signal);
    const abort = new AbortController();
    const running = sql.run(repeatable('long'), abort.signal);
    while (!server.statements.includes('long')) await new Promise((done) => setTimeout(done, 5));
    const asked = Date.now();
    abort.abort();
    assert.equal(await codeOf(running), 'cancelled');
    assert.ok(Date.now() - asked < 1_000);
    await sql.close();
    assert.deepEqual(server.cancelled, ['long']);
    assert.deepEqual(server.open(), { sessions: 0, operations: 0 });
  });

  it('gives up connecting after its limit', async (t) => {
    const { sql } = await open(
      t,
      { accident: (method) => (method === 'OpenSession' ? 'hangs' : undefined) },
      { connectLimitMs: 50 },
    );
    assert.equal(await codeOf(sql.run(select, signal)), 'timeout');
  });

  it('goes through a proxy, which is named where it refuses, and checks the certificate behind it', async (t) => {
    const proxy = await startProxy(t);
    const { server, sql } = await open(t, {}, { network: { proxy: proxy.url } });
    for (let round = 0; round < 3; round += 1) assert.equal((await sql.run(select, signal)).length, 1);
    assert.deepEqual(new Set(proxy.targets), new Set([server.host]));
    const untrusted = await open(
      t,
      {},
      { network: { proxy: proxy.url, certificates: [makeCertificate().ca] } },
    );
    await assert.rejects(untrusted.sql.run(select, signal), {
      code: 'unreachable',
      message: /the certificate of 127\.0\.0\.1:\d+ was issued by an authority that is not known here/,
    });
    const asking = await open(t, {}, { network: { proxy: `http://user:wrong@${proxy.host}` } });
    await assert.rejects(asking.sql.run(select, signal), {
      code: 'unreachable',
      message: new RegExp(`: the proxy ${proxy.host} asks for a user name and a password\\.$`),
    });
  });

  it('names a host that is not there, or whose certificate is not trusted', async (t) => {
    const server = await startFakeThrift({ answer: () => ONE });
    t.after(() => server.stop());
    const connect = (host: string) =>
      openSql(
        { host, path: '/', tokens: { token: async () => 't' }, network: createNetwork({}, {}) },
        { sessions: 1, pause: async () => undefined },
      );
    for (const host of [server.host, 'localhost:1']) {
      const sql = connect(host);
      await assert.rejects(sql.run(select, signal), (error: unknown) => {
        const { code, message } = asFault(error);
        return code === 'unreachable' && message.includes(host.replace(/:.*/, ''));
      });
      await sql.close();
    }
  });
});
