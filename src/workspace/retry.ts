/** Tries a request again while that may help and does no harm, with growing pauses, within one limit for all of it. */

import type { IncomingHttpHeaders } from 'node:http';
import { Fault } from '../base/fault';
import { exchange, type HttpRequest, type HttpResponse } from './exchange';
import type { Network } from './network';
import { faultOfNetwork, isLostConnection, type Talk } from './networkFault';
import { backOff, type Pauses, pause } from './pause';

/** Times in ms. */
export interface Limits extends Pauses {
  /** For one try. */
  readonly tryMs: number;
  /** For all tries and the pauses between them. */
  readonly overallMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  tryMs: 30_000,
  overallMs: 120_000,
  pauseMs: 500,
  longestPauseMs: 20_000,
};

export interface Attempt extends HttpRequest {
  /** What is being done, as the beginning of a sentence: "Listing the warehouses". */
  readonly what: string;
  /** Whether doing it twice is the same as doing it once: only then is it tried again after a lost connection. */
  readonly idempotent: boolean;
}

/**
 * The answer, of whatever status; 429 and 503 only where waiting for better did not help.
 *
 * @throws Fault `unreachable` or `timeout`; the signal's reason when aborted.
 */
export async function exchangeWithRetries(
  attempt: Attempt,
  network: Network,
  limits: Limits,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const endsAt = Date.now() + limits.overallMs;
  let last: HttpResponse | Fault | undefined;
  for (let tries = 1; ; tries += 1) {
    const leftMs = endsAt - Date.now();
    if (last !== undefined && leftMs <= 0) return answered(last);
    const result = await tryOnce(attempt, network, Math.min(limits.tryMs, leftMs), signal);
    // A try that the end of all cut short says less than the one before it.
    const isCut = leftMs < limits.tryMs && result instanceof Fault && result.code === 'timeout';
    if (last !== undefined && isCut) return answered(last);
    const isBusy = result instanceof Fault || result.status === 429 || result.status === 503;
    if (!isBusy) return result;
    const waitMs =
      (result instanceof Fault ? undefined : retryAfter(result.headers, Date.now())) ??
      backOff(tries, limits);
    if (Date.now() + waitMs >= endsAt) return answered(result);
    last = result;
    await pause(waitMs, signal);
  }
}

function answered(result: HttpResponse | Fault): HttpResponse {
  if (result instanceof Fault) throw result;
  return result;
}

/** The answer, or the fault that another try may mend. */
async function tryOnce(
  attempt: Attempt,
  network: Network,
  limitMs: number,
  signal: AbortSignal,
): Promise<HttpResponse | Fault> {
  try {
    return await exchange({ ...attempt, ownConnection: !attempt.idempotent }, network, limitMs, signal);
  } catch (error) {
    signal.throwIfAborted();
    const fault = faultOfNetwork(error, talkOf(attempt, network));
    const mayHelp = fault.code === 'timeout' || isLostConnection(error);
    if (mayHelp && attempt.idempotent) return fault;
    throw mayHelp ? unknownEffect(fault) : fault;
  }
}

export function talkOf({ url, what }: Attempt, network: Network): Talk {
  const proxy = network.proxyFor(url)?.host;
  return { host: url.host, what, ...(proxy === undefined ? {} : { proxy }) };
}

/** A request that must not be sent twice was sent, and nobody knows whether it arrived. */
function unknownEffect(fault: Fault): Fault {
  return new Fault(fault.code, `${fault.message} Whether it took effect is not known.`, {
    advice: 'Look whether it was done before you try again.',
    cause: fault.cause,
  });
}

/** Milliseconds to wait by `Retry-After`, which is seconds or a date (RFC 9110, 10.2.3); undefined where it says nothing. */
export function retryAfter(headers: IncomingHttpHeaders, now: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
