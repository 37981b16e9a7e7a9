/** What a server says that is no success, as faults: which sign-in, right or thing is missing, and what to do about it. */

import { Fault, type FaultCode } from '../base/fault';
import type { HttpResponse } from './exchange';
import { isObject, parseJson, textOf } from './json';
import type { Talk } from './networkFault';
import { redactSecrets } from './redact';

/** Databricks' error object, https://docs.databricks.com/api/workspace/errors. Older endpoints give the status in `error_code`. */
interface ApiError {
  readonly code: string | undefined;
  readonly message: string;
}

function apiErrorOf({ status, headers, body }: HttpResponse): ApiError {
  const reason = headers['x-databricks-reason-phrase'];
  const nothing = { code: undefined, message: typeof reason === 'string' ? reason : `status ${status}` };
  if (!/json/.test(headers['content-type'] ?? '')) return nothing;
  try {
    const answer = parseJson(body.toString());
    if (!isObject(answer)) return nothing;
    // SCIM says `detail`, OAuth `error_description`.
    const message = ['message', 'detail', 'error_description', 'error'].flatMap(
      (key) => textOf(answer, key) ?? [],
    );
    return {
      code: textOf(answer, 'error_code') ?? textOf(answer, 'error'),
      message: message[0] ?? nothing.message,
    };
  } catch {
    // Not the JSON that it says it is: the status tells enough.
    return nothing;
  }
}

/** A status that is no success, as a fault with the server's own words. */
export function faultOfStatus(response: HttpResponse, talk: Talk, secrets: readonly string[]): Fault {
  const error = apiErrorOf(response);
  const words = redactSecrets(error.message, secrets).replace(/\.?\s*$/, '');
  const code = codeOfStatus(response.status, error);
  return new Fault(code, `${talk.what}: ${talk.host} answered ${response.status}: ${words}.`, {
    advice: adviceFor(code, response.status, error),
  });
}

/** Whether a server said that it does not know who asks; for a bad personal access token Databricks says so with 403. */
export function isUnauthenticated(response: HttpResponse): boolean {
  return isTokenRefused(response.status, apiErrorOf(response));
}

function isTokenRefused(status: number, { message }: ApiError): boolean {
  return status === 401 || (status === 403 && /invalid access token|token (?:is )?expir/i.test(message));
}

function codeOfStatus(status: number, error: ApiError): FaultCode {
  const { code, message } = error;
  if (status >= 300 && status < 400) return 'unreachable';
  if (isTokenRefused(status, error)) return 'unauthenticated';
  if (code === 'RESOURCE_DOES_NOT_EXIST' || code === 'NOT_FOUND') return 'not-found';
  // Older endpoints answer 400 for what is not there.
  if (code === 'INVALID_PARAMETER_VALUE' && /does(?: not|n't) exist/.test(message)) return 'not-found';
  if (status === 404) return 'not-found';
  if (status === 403) return 'no-permission';
  if (status === 409 || code === 'RESOURCE_ALREADY_EXISTS') return 'conflict';
  if (status === 429 || status >= 500) return 'unavailable';
  return status === 400 ? 'usage' : 'io';
}

function adviceFor(code: FaultCode, status: number, { message }: ApiError): string | undefined {
  if (code === 'unreachable') {
    return 'Check that the address is that of a workspace, not of the account console, and that this network may reach it (private link, VPN).';
  }
  if (code === 'unauthenticated')
    return 'Sign in again, or make a new token: the old one is wrong, expired or revoked.';
  if (code === 'no-permission') {
    return /\bIP\b/.test(message)
      ? 'This network is not on the workspace’s IP access list. Use the VPN, or ask an admin of the workspace.'
      : 'Ask an admin of the workspace, or the owner of the object, for the right.';
  }
  if (status === 429)
    return 'The workspace limits how much may be asked. Wait a minute, then try again with less at a time.';
  if (code === 'unavailable')
    return 'Try again in a few minutes. https://status.databricks.com tells of disturbances.';
  return undefined;
}
