/**
 * A failure as a value: a code for programs, a sentence for people, and what to do next.
 *
 * Everything this product throws on purpose is a {@link Fault}; whatever else is thrown is turned into one, once, by
 * {@link asFault}. `src/vscode/notify.ts` and `src/cli/exit.ts` are the only places that turn faults into notifications and exit codes.
 */

/** Every kind of failure a user can meet. Codes are part of the CLI's JSON output, so they never change their meaning. */
export type FaultCode =
  /** A command line, picker input or setting that cannot be understood. */
  | 'usage'
  /** What was asked for does not exist (a folder, a database, a table, a run). */
  | 'not-found'
  /** The folder is not an Overwatch database. */
  | 'not-overwatch'
  /** The target must not be written to: it holds something else, or lies inside the source. */
  | 'bad-target'
  /** A table name in the exclusions or the selection matches no table. */
  | 'unknown-table'
  /** The folder holds no Delta table. */
  | 'not-delta'
  /** The table needs a feature this product does not know, or must not handle from files. */
  | 'unsupported-feature'
  /** The table's log or a file it names is damaged or missing. */
  | 'damaged'
  /** The asked version or instant lies outside what the log still holds. */
  | 'no-such-version'
  /** An incremental snapshot met another table than the one it began with, or an older version of it. */
  | 'source-replaced'
  /** The source's columns no longer fit those of an incremental snapshot. */
  | 'schema-changed'
  /** Another writer committed first. */
  | 'conflict'
  /** The deployment config cannot be used for what is asked. */
  | 'bad-config'
  /** A database was to be dropped and is kept, since not all of it has a verified copy. */
  | 'source-kept'
  /** What was copied is not what was to be copied. */
  | 'verify-failed'
  | 'no-space'
  | 'no-permission'
  | 'cancelled'
  /** A server cannot be talked to: its name is not known, nothing answers there, its certificate is not trusted, or a proxy is in the way. */
  | 'unreachable'
  /** A server does not know who asks: a token or a sign-in that is missing, wrong or expired. */
  | 'unauthenticated'
  /** A server is there and cannot serve now: too many requests, overload, a warehouse that is stopped. Later it may work. */
  | 'unavailable'
  /** An answer did not come in the time that was given for it. */
  | 'timeout'
  /** The operating system said no in a way that has no code of its own. */
  | 'io'
  /** A defect of this product. */
  | 'internal';

/** A {@link Fault} as plain data, for reports, events and journals. */
export interface FaultData {
  readonly code: FaultCode;
  /** What happened, one sentence or two, naming the table, file or version. */
  readonly message: string;
  /** What the user can do next. */
  readonly advice?: string;
}

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly advice: string | undefined;

  constructor(code: FaultCode, message: string, more: { advice?: string | undefined; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.advice = more.advice;
  }

  toData(): FaultData {
    return {
      code: this.code,
      message: this.message,
      ...(this.advice === undefined ? {} : { advice: this.advice }),
    };
  }
}

const SYSTEM_ERRORS: Readonly<Record<string, { code: FaultCode; advice: string }>> = {
  ENOSPC: {
    code: 'no-space',
    advice: 'Free some space on the target, then run it again: what is already copied is kept.',
  },
  EDQUOT: {
    code: 'no-space',
    advice: 'Your quota on the target is used up. Free some space, then run it again.',
  },
  EACCES: { code: 'no-permission', advice: 'Give this user access to the file, then run it again.' },
  EPERM: { code: 'no-permission', advice: 'Give this user access to the file, then run it again.' },
  EROFS: { code: 'no-permission', advice: 'The file system is mounted read-only. Choose another target.' },
  ENOENT: {
    code: 'not-found',
    advice: 'Check that the path exists and that the drive or bucket is mounted.',
  },
};

/** Any thrown value as a {@link Fault}. `what` says what was being done, and is put before the system's own words. */
export function asFault(error: unknown, what?: string): Fault {
  if (error instanceof Fault) return error;
  if (isAbort(error)) return new Fault('cancelled', 'Cancelled.', { cause: error });
  const words = error instanceof Error ? error.message : String(error);
  const message = what === undefined ? words : `${what}: ${words}`;
  const known = SYSTEM_ERRORS[systemCode(error) ?? ''];
  if (known !== undefined) return new Fault(known.code, message, { advice: known.advice, cause: error });
  return new Fault(systemCode(error) === undefined ? 'internal' : 'io', message, { cause: error });
}

/** The operating system's code of a thrown value (`ENOENT`, …), or undefined where it has none. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('syscall' in error) || !('code' in error))
    return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether a thrown value means that the user cancelled. */
export function isAbort(error: unknown): boolean {
  if (error instanceof Fault) return error.code === 'cancelled';
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

/** For the `default` of a switch over a union: a case that is missing does not compile. */
export function exhaustive(value: never): never {
  throw new Fault('internal', `Unexpected value ${JSON.stringify(value)}.`);
}
