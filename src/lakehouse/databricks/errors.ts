/** What a warehouse or the way to it says no with, as faults; and whether the statement may have run all the same. */

import { asFault, Fault, type FaultCode, isAbort } from '../../base/fault';
import { faultOfNetwork, type Talk } from '../../workspace/networkFault';
import { redactSecrets } from '../../workspace/redact';
import { retryAfter } from '../../workspace/retry';
import { faultOfStatus } from '../../workspace/statusFault';

/** How a statement, or the opening of a session, failed. */
export interface Failure {
  readonly fault: Fault;
  /** What became of the statement: `refused` never ran, `failed` left nothing, `unknown` may have run to its end. */
  readonly effect: 'refused' | 'failed' | 'unknown';
  /** Whether another try may succeed. */
  readonly passes: boolean;
  /** What the server asked to be waited for, ms. */
  readonly afterMs?: number | undefined;
  /** The session is no longer known to the server. */
  readonly isSessionLost?: boolean;
}

/** @param token the one that was sent, so that it is never shown */
export function failureOf(error: unknown, talk: Talk, token: string): Failure {
  if (error instanceof Fault) return { fault: error, effect: 'refused', passes: false };
  const status = numberAt(error, 'statusCode');
  if (status !== undefined) return ofStatus(status, error, talk, token);
  const givenUp = GIVEN_UP.exec(textAt(error, 'message') ?? '')?.[1];
  if (givenUp !== undefined) return ofGivenUp(Number(givenUp), error, talk);
  if (isNetwork(error)) return ofNetwork(error, talk);
  return ofServer(error, talk.what, token);
}

/** Whether nothing more can be asked of the server, so that one thing that was refused tells of all. */
export function isWithoutServer(error: unknown): boolean {
  return ['unreachable', 'unauthenticated', 'unavailable', 'timeout'].includes(asFault(error).code);
}

/** `THTTPException` of the driver holds the answer. */
function ofStatus(status: number, error: unknown, talk: Talk, token: string): Failure {
  const headers = headersOf(valueAt(error, 'response'));
  const fault = faultOfStatus({ status, headers, body: Buffer.alloc(0) }, talk, [token]);
  const passes = fault.code === 'unavailable' || fault.code === 'unauthenticated';
  const refused = status < 500 || status === 503;
  return { fault, effect: refused ? 'refused' : 'unknown', passes, afterMs: retryAfter(headers, Date.now()) };
}

/** What the driver says where it asked for the state of a statement again and again by itself, and a status or a connection stayed bad. */
const GIVEN_UP =
  /^Hive driver: (\d+|Error) when connecting to resource\. (?:Max retry count|Retry timeout) exceeded/;

/** @param status NaN for a connection that was lost */
function ofGivenUp(status: number, error: unknown, talk: Talk): Failure {
  const fault = Number.isNaN(status)
    ? new Fault(
        'unreachable',
        `${talk.what}: the connection to ${talk.host} was lost, and trying again did not help.`,
        {
          advice: 'Check the network, then run it again.',
          cause: error,
        },
      )
    : faultOfStatus({ status, headers: {}, body: Buffer.alloc(0) }, talk, []);
  return { fault, effect: 'unknown', passes: true };
}

/** Lower-case names, as Node has them. */
function headersOf(response: unknown): Record<string, string> {
  const headers = valueAt(response, 'headers');
  const found: Record<string, string> = {};
  for (const name of ['retry-after', 'x-databricks-reason-phrase', 'content-type']) {
    const value = callGet(headers, name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function callGet(headers: unknown, name: string): string | undefined {
  const get = valueAt(headers, 'get');
  const value: unknown = typeof get === 'function' ? get.call(headers, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Errors before a connection stands: nothing was sent. */
const NOT_CONNECTED = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
const LOST = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

function isNetwork(error: unknown): boolean {
  const type = textAt(error, 'type');
  return (
    textAt(error, 'name') === 'FetchError' ||
    type === 'system' ||
    type === 'request-timeout' ||
    NOT_CONNECTED.has(textAt(error, 'code') ?? '') ||
    LOST.has(textAt(error, 'code') ?? '') ||
    /socket hang up|premature close|Request timed out/i.test(textAt(error, 'message') ?? '')
  );
}

function ofNetwork(error: unknown, talk: Talk): Failure {
  const fault = faultOfNetwork(error, talk);
  const code = textAt(error, 'code') ?? '';
  if (NOT_CONNECTED.has(code))
    return { fault, effect: 'refused', passes: code === 'EAI_AGAIN' || code === 'ECONNREFUSED' };
  const isLost = LOST.has(code) || /hang up|premature close|timed out/i.test(textAt(error, 'message') ?? '');
  return { fault, effect: isLost ? 'unknown' : 'refused', passes: isLost };
}

/** An error that the server told: `[CLASS.SUBCLASS] text SQLSTATE: 42P01`, or a text without a class. */
function ofServer(error: unknown, what: string, token: string): Failure {
  if (isAbort(error))
    return { fault: new Fault('timeout', `${what}: no answer in time.`), effect: 'unknown', passes: true };
  const words = wordsOf(error);
  if (words === undefined) {
    const fault = new Fault('io', `${what}: the statement failed, and the server does not say why.`, {
      advice: 'Run it again. If it stays so, look for the statement in the query history of the workspace.',
      cause: error,
    });
    return { fault, effect: 'unknown', passes: true };
  }
  const message = redactSecrets(words, [token]);
  if (textAt(error, 'errorCode') === 'CANCELED' || textAt(error, 'errorCode') === 'CLOSED') {
    const fault = new Fault('unavailable', `${what}: the server cancelled the statement.`, {
      advice: 'Somebody cancelled it there, or the warehouse stops. Run it again.',
      cause: error,
    });
    return { fault, effect: 'failed', passes: false };
  }
  if (isSessionLost(message)) {
    const fault = new Fault('unavailable', `${what}: the session has ended: ${firstLine(message)}`, {
      cause: error,
    });
    return { fault, effect: 'refused', passes: true, afterMs: 0, isSessionLost: true };
  }
  const code = codeOf(message, textAt(valueAt(error, 'response'), 'sqlState'));
  const fault = new Fault(code, `${what}: ${firstLine(message)}`, { advice: ADVICE[code], cause: error });
  return { fault, effect: code === 'unavailable' ? 'unknown' : 'failed', passes: code === 'unavailable' };
}

/**
 * What the server said. Undefined where the driver had nothing but its own words for a statement that failed: a server that is asked in the very
 * moment in which a statement fails may know the state before the reason.
 */
function wordsOf(error: unknown): string | undefined {
  const message = textAt(error, 'message') ?? String(error);
  const response = valueAt(error, 'response');
  if (textAt(error, 'errorCode') !== 'ERROR' || textAt(response, 'displayMessage') === message)
    return message === '' ? undefined : message;
  const told = textAt(response, 'errorMessage') ?? (message === NO_WORDS ? '' : message);
  return told === '' ? undefined : told;
}

/** `OperationStateError` of the driver says this where the server gives no words. */
const NO_WORDS = 'The operation failed due to an error';

function isSessionLost(message: string): boolean {
  return /Invalid SessionHandle|INVALID_HANDLE|SESSION_(NOT_FOUND|CLOSED|EXPIRED)|session .*(is closed|has (been closed|expired)|does not exist)/i.test(
    message,
  );
}

/** Classes of Spark, Delta and Unity Catalog; docs.databricks.com/error-messages. The first that fits counts. */
const CLASSES: readonly (readonly [RegExp, FaultCode])[] = [
  [/PARSE_SYNTAX_ERROR/, 'internal'],
  [/^(TABLE_OR_VIEW_NOT_FOUND|PATH_NOT_FOUND|EXPECT_TABLE_NOT_VIEW|EXPECT_PERMANENT_TABLE)/, 'not-delta'],
  [
    /^DELTA_(TABLE_NOT_FOUND|MISSING_DELTA_TABLE|TABLE_ONLY_OPERATION|ONLY_OPERATION|PATH_DOES_NOT_EXIST|NOT_A_DELTA_TABLE|SCHEMA_NOT_SET)/,
    'not-delta',
  ],
  [/^(SCHEMA_NOT_FOUND|NO_SUCH_CATALOG|CATALOG_NOT_FOUND|NO_SUCH_NAMESPACE)/, 'not-found'],
  [
    /^DELTA_(VERSION_NOT_FOUND|TIMESTAMP_|NO_REPRODUCIBLE|TRUNCATED_TRANSACTION_LOG|NO_COMMITS_FOUND|NO_RECREATABLE)/,
    'no-such-version',
  ],
  [/^DELTA_(CONCURRENT|METADATA_CHANGED|PROTOCOL_CHANGED|CONFLICT)|^CONCURRENT_/, 'conflict'],
  [
    /^DELTA_(CLONE_AMBIGUOUS_TARGET|UNSUPPORTED_CLONE_REPLACE_SAME_TABLE|INVALID_CLONE_PATH|CANNOT_CREATE_LOG_PATH)/,
    'bad-target',
  ],
  [
    /^(LOCATION_OVERLAP|INVALID_PARAMETER_VALUE\.LOCATION_OVERLAP|NO_PARENT_EXTERNAL_LOCATION|EXTERNAL_LOCATION)/,
    'bad-target',
  ],
  [
    /^DELTA_(CLONE_UNSUPPORTED_SOURCE|UNSUPPORTED_FEATURES|INVALID_PROTOCOL_VERSION|FEATURE)/,
    'unsupported-feature',
  ],
  [
    /^(PERMISSION_DENIED|INSUFFICIENT_PERMISSIONS|INSUFFICIENT_PRIVILEGES|UNAUTHORIZED_ACCESS|UC_.*DENIED)/,
    'no-permission',
  ],
  [
    /^(FAILED_READ_FILE|CANNOT_READ_FILE|DELTA_FILE_NOT_FOUND|DELTA_TXN_LOG|DELTA_STATE_RECOVER|DELTA_VERSIONS_NOT_CONTIGUOUS)/,
    'damaged',
  ],
  [/^(TEMPORARILY_UNAVAILABLE|RESOURCE_EXHAUSTED|REQUEST_LIMIT|WAREHOUSE|CLUSTER)/, 'unavailable'],
];

/** What older servers say without a class. */
const WORDS: readonly (readonly [RegExp, FaultCode])[] = [
  [
    /Cannot time travel Delta table to version|is before the earliest version|is after the latest/i,
    'no-such-version',
  ],
  [/is not a Delta table/i, 'not-delta'],
  [/FileNotFoundException|file .* does not exist|No such file/i, 'damaged'],
  [/Permission denied|AccessDenied|not authorized|Access Denied|403 Forbidden/i, 'no-permission'],
  [/No space left|quota exceeded/i, 'no-space'],
  [/(warehouse|cluster|endpoint).*(stopp|terminat|not running|unavailable|starting)/i, 'unavailable'],
];

function codeOf(message: string, sqlState: string | undefined): FaultCode {
  const condition = /\[([A-Z][A-Z0-9_.]+)\]/.exec(message)?.[1] ?? '';
  const found =
    CLASSES.find(([pattern]) => pattern.test(condition)) ?? WORDS.find(([pattern]) => pattern.test(message));
  if (found !== undefined) return found[1];
  if (sqlState === '42501') return 'no-permission';
  return sqlState === '2D521' ? 'conflict' : 'io';
}

const ADVICE: Partial<Record<FaultCode, string>> = {
  'no-permission': 'Ask the owner of the catalog, the schema or the external location for the right.',
  conflict: 'Another writer was faster. Make sure that only one writes there, then run it again.',
  damaged:
    'Bring the file back from the storage’s own versions or another copy, or take a new snapshot of this table.',
  unavailable:
    'Start the warehouse, or wait until it runs, then run it again: what is already copied is kept.',
  'no-space': 'Free some space there, then run it again: what is already copied is kept.',
  'no-such-version': 'Ask for a later instant, or exclude this table.',
};

/** The words without Spark's plan and stack, which come after the first line. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ SQLSTATE: .*$/, '').trim();
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = valueAt(value, key);
  return typeof found === 'string' ? found : undefined;
}

function numberAt(value: unknown, key: string): number | undefined {
  const found = valueAt(value, key);
  return typeof found === 'number' ? found : undefined;
}
