/**
 * SQL of a Databricks warehouse through its driver: sessions that are kept, and opened anew when the server has forgotten them; retries
 * where they are safe; and a cancel that reaches the server.
 */

import { setTimeout as wait } from 'node:timers/promises';
import type { DBSQLClient } from '@databricks/sql';
import { Fault } from '../../base/fault';
import { backOff, pause as waitFor } from '../../workspace/pause';
import { connectDriver, type WarehouseConnection } from './driver';
import { type Failure, failureOf } from './errors';
import { createPool } from './pool';
import type { Row, Sql, Statement } from './sql';

export type { WarehouseConnection } from './driver';

type Session = Awaited<ReturnType<DBSQLClient['openSession']>>;
type Operation = Awaited<ReturnType<Session['executeStatement']>>;

export interface SessionOptions {
  /** Sessions that are open at most, and so statements that run at a time. */
  readonly sessions: number;
  /** How long opening a session may take, ms: a stopped warehouse starts meanwhile. */
  readonly connectLimitMs?: number;
  /** Waits between tries; tests give one that does not. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const CONNECT_LIMIT = 300_000;
/** How long closing may take, ms. */
const CLOSE_LIMIT = 10_000;
const TRIES = 6;
const PAUSES = { pauseMs: 1_000, longestPauseMs: 60_000 };

/** How one try of a statement ended. */
type Try = { readonly rows: readonly Row[] } | { readonly failure: Failure };

/** Nothing is loaded and nobody is talked to before the first statement. */
export function openSql(connection: WarehouseConnection, options: SessionOptions): Sql {
  const { host } = connection;
  const { connectLimitMs = CONNECT_LIMIT, pause = waitFor } = options;
  let connecting: ReturnType<typeof connectDriver> | undefined;
  const driver = () => {
    connecting ??= connectDriver(connection);
    return connecting;
  };
  /** What the server is still to be told, so that `close` can wait for it. */
  const leftovers = new Set<Promise<void>>();
  const inBackground = (work: Promise<unknown>) => {
    // What fails here has been told of already, or concerns nobody: the server ends abandoned sessions by itself.
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    leftovers.add(settled);
    void settled.then(() => leftovers.delete(settled));
  };

  const pool = createPool(options.sessions, async (signal) => {
    const { client } = await driver();
    const opening = openSession(client);
    try {
      return await within(connectLimitMs, host, abortable(opening, signal));
    } catch (error) {
      inBackground(opening.then((late) => late.close()));
      throw error;
    }
  });

  const attempt = async (statement: Statement, signal: AbortSignal): Promise<Try> => {
    let session: Session;
    const { lastToken, proxy } = await driver();
    const failed = (error: unknown, what: string) =>
      failureOf(error, { host, what, ...(proxy === undefined ? {} : { proxy }) }, lastToken());
    try {
      session = await pool.take(signal);
    } catch (error) {
      signal.throwIfAborted();
      return { failure: { ...failed(error, `Connecting to ${host}`), effect: 'refused' } };
    }
    const started = session.executeStatement(statement.text, {
      ...(statement.parameters === undefined ? {} : { namedParameters: { ...statement.parameters } }),
    });
    const release = () => pool.giveBack(session);
    let isBegun = false;
    const fetch = (operation: Operation) => {
      isBegun = true;
      return fetchRows(operation);
    };
    try {
      const rows = await abortable(started.then(fetch), signal);
      inBackground(started.then((operation) => operation.close()).finally(release));
      return { rows };
    } catch (error) {
      if (signal.aborted) {
        inBackground(started.then((operation) => operation.cancel()).finally(release));
        throw signal.reason;
      }
      const told = failed(error, 'The warehouse');
      // Once the server has taken the statement, a refusal concerns its result only.
      const failure: Failure = isBegun && told.effect === 'refused' ? { ...told, effect: 'unknown' } : told;
      // A statement whose end nobody saw must not run beside its second try.
      const letGo = started.then((operation) =>
        failure.effect === 'unknown' ? operation.cancel() : operation.close(),
      );
      if (failure.isSessionLost === true) {
        // A warehouse that was restarted has forgotten the others too.
        pool.discard(1 + pool.takeIdle().length);
        inBackground(letGo);
      } else inBackground(letGo.finally(release));
      return { failure };
    }
  };

  return {
    host,
    async run(statement, given) {
      // Many statements share a run's signal; each listens to one of its own.
      const signal = AbortSignal.any([given]);
      let isRenewed = false;
      for (let tries = 1; ; tries += 1) {
        signal.throwIfAborted();
        const ended = await attempt(statement, signal);
        if ('rows' in ended) return ended.rows;
        const { fault, passes, effect, afterMs } = ended.failure;
        if (tries === TRIES || !passes || (!statement.repeatable && effect !== 'refused')) throw fault;
        if (fault.code === 'unauthenticated') {
          if (isRenewed) throw fault;
          isRenewed = true;
          (await driver()).refuseToken();
          continue;
        }
        await pause(afterMs ?? backOff(tries, PAUSES), signal);
      }
    },
    async close() {
      const closing = async () => {
        await Promise.all(leftovers);
        if (connecting === undefined) return;
        await Promise.allSettled(pool.takeIdle().map((session) => session.close()));
        // The driver also closes sessions that the server has forgotten, and fails with that.
        await Promise.allSettled([(await connecting).client.close()]);
      };
      const limit = new AbortController();
      // A server that does not answer ends the sessions by itself, in its own time.
      await Promise.race([closing(), wait(CLOSE_LIMIT, undefined, { signal: limit.signal, ref: false })]);
      limit.abort();
    },
  };
}

async function openSession(client: DBSQLClient): Promise<Session> {
  const session = await client.openSession();
  // Times in texts are those of UTC then, whatever the workspace is set to.
  const operation = await session.executeStatement("SET TIME ZONE 'UTC'");
  await operation.fetchAll();
  await operation.close();
  return session;
}

async function fetchRows(operation: Operation): Promise<readonly Row[]> {
  // The driver does not wait for the end of a statement that has no result.
  await operation.finished();
  const rows = await operation.fetchAll();
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
  );
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return value === undefined ? null : value;
}

/** Rejects as soon as the signal is aborted; the work goes on by itself then. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

async function within<T>(limitMs: number, host: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const message = `Connecting to ${host}: no session was opened in ${limitMs / 1000} s.`;
    const advice = 'Look whether the warehouse starts, then try again.';
    timer = setTimeout(() => reject(new Fault('timeout', message, { advice })), limitMs);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
