/** Signing in with what `databricks auth login` has left: the Databricks CLI keeps and refreshes the token. */

import type { WorkspaceHost } from '../host';
import { textOf } from '../json';
import type { Environment } from '../proxy';
import { runForJson, type Tool, ToolFailed } from './command';
import { cachedTokens, type Token, type TokenSource } from './tokenSource';

export interface DatabricksCliOptions {
  /** Profile that the CLI is to use; without it, the one it knows for the host. */
  readonly profile?: string;
  /** Path of the program, from a profile's `databricks_cli_path` or `DATABRICKS_CLI_PATH`. */
  readonly program?: string;
  readonly environment: Environment;
}

export function databricksCli(place: WorkspaceHost, options: DatabricksCliOptions): TokenSource {
  const which =
    options.profile === undefined ? ['--host', `https://${place.host}`] : ['--profile', options.profile];
  const login = `databricks auth login --host https://${place.host}`;
  const tool: Tool = {
    name: 'the Databricks CLI',
    program: options.program ?? options.environment.DATABRICKS_CLI_PATH ?? 'databricks',
    install: `Install version 0.205 or later (https://docs.databricks.com/dev-tools/cli/install), then run: ${login}`,
    signIn: `Run: ${login}${options.profile === undefined ? '' : ` --profile ${options.profile}`}`,
  };
  const ask = async (more: readonly string[], signal: AbortSignal): Promise<Token> => {
    const answer = await runForJson(tool, ['auth', 'token', ...which, ...more], options.environment, signal);
    const text = textOf(answer, 'access_token');
    if (text === undefined) throw new ToolFailed(tool, 'its answer holds no access_token.');
    return { text, expiresAt: expiryOf(textOf(answer, 'expiry')) };
  };
  return cachedTokens(place, async (signal, refused) => {
    const token = await ask([], signal);
    if (token.text !== refused) return token;
    try {
      return await ask(['--force-refresh'], signal);
    } catch (error) {
      // The flag is known from version 0.296 on. An older CLI refreshes by the clock only, so there is no newer token than this one.
      if (error instanceof ToolFailed && /unknown flag/i.test(error.words)) return token;
      throw error;
    }
  });
}

/** RFC 3339 with up to nine decimals, which the clock here has no use for. */
function expiryOf(text: string | undefined): number | undefined {
  const time = Date.parse((text ?? '').replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(time) ? undefined : time;
}
