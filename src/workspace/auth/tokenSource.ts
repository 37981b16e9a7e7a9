/** Where tokens come from. Every way to sign in is one of these; REST and SQL share it, so that a token is asked for once. */

export interface TokenSource {
  /** Host name of the workspace, with a port where it is not 443. */
  readonly host: string;
  /** Which workspace of a host that serves several. */
  readonly workspaceId?: string;
  /**
   * A token that is valid for a minute at least, as far as is known here. With `refused`, the server said no to that token: another one is
   * asked for, unless there is a newer one already.
   *
   * @throws Fault `unauthenticated` with what to do to sign in; `unreachable`, `timeout`; the signal's reason when aborted.
   */
  token(signal: AbortSignal, options?: { readonly refused?: string }): Promise<string>;
}

export interface Token {
  readonly text: string;
  /** Epoch ms. Undefined where nothing is known of an end. */
  readonly expiresAt: number | undefined;
}

/** Databricks refuses a token 30 s before its end already; a call that begins with it has to arrive, too. */
const MARGIN_MS = 60_000;

/** Asks for a token; `refused` is one that the server said no to. */
export type FetchToken = (signal: AbortSignal, refused: string | undefined) => Promise<Token>;

/**
 * Keeps a token until shortly before its end, and asks once for all that wait for it. The asking is given up only when all of them have
 * given up.
 */
export function cachedTokens(
  place: Pick<TokenSource, 'host' | 'workspaceId'>,
  fetch: FetchToken,
  now: () => number = Date.now,
): TokenSource {
  let current: Token | undefined;
  let underWay:
    | { readonly token: Promise<Token>; readonly controller: AbortController; waiting: number }
    | undefined;

  const begin = (refused: string | undefined) => {
    const controller = new AbortController();
    const asking = {
      controller,
      waiting: 0,
      token: fetch(controller.signal, refused).then((token) => {
        current = token;
        return token;
      }),
    };
    const forget = () => {
      if (underWay === asking) underWay = undefined;
    };
    asking.token.then(forget, forget);
    return asking;
  };

  return {
    ...place,
    async token(signal, { refused } = {}) {
      signal.throwIfAborted();
      if (current !== undefined && current.text !== refused && isValid(current, now())) return current.text;
      underWay ??= begin(refused);
      const asking = underWay;
      asking.waiting += 1;
      try {
        return (await orAborted(asking.token, signal)).text;
      } finally {
        asking.waiting -= 1;
        if (asking.waiting === 0) {
          asking.controller.abort();
          if (underWay === asking) underWay = undefined;
        }
      }
    },
  };
}

function isValid({ expiresAt }: Token, now: number): boolean {
  return expiresAt === undefined || expiresAt - now > MARGIN_MS;
}

/** The promise's end, or the signal's reason if that comes first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
