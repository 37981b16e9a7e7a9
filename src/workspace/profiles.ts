/**
 * Workspaces and ways to sign in that the user has set up for Databricks' own tools: profiles of `.databrickscfg` and `DATABRICKS_*`
 * variables, https://docs.databricks.com/dev-tools/auth/env-vars. Their secrets are held in memory only.
 */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { asFault, Fault } from '../base/fault';
import { parseHost, type WorkspaceHost } from './host';
import { parseIni } from './ini';
import { authOf, type ProfileAuth } from './profileAuth';
import type { Environment } from './proxy';

export interface Profile extends WorkspaceHost {
  /** Undefined for what the environment alone tells. */
  readonly name?: string;
  readonly auth: ProfileAuth;
}

/** What is wrong with a profile that cannot be used. */
export interface UnusableProfile {
  readonly name: string;
  readonly fault: Fault;
}

export interface ProfileSources {
  readonly environment: Environment;
  /** The user's home folder. */
  readonly home: string;
}

/** The section in which the Databricks CLI keeps its own settings. */
const SETTINGS_SECTION = '__settings__';

/** The keys of a profile and the variables that stand for them. */
const VARIABLES: Readonly<Record<string, string>> = {
  host: 'DATABRICKS_HOST',
  workspace_id: 'DATABRICKS_WORKSPACE_ID',
  token: 'DATABRICKS_TOKEN',
  client_id: 'DATABRICKS_CLIENT_ID',
  client_secret: 'DATABRICKS_CLIENT_SECRET',
  username: 'DATABRICKS_USERNAME',
  password: 'DATABRICKS_PASSWORD',
  azure_tenant_id: 'ARM_TENANT_ID',
  azure_client_id: 'ARM_CLIENT_ID',
  azure_client_secret: 'ARM_CLIENT_SECRET',
  databricks_cli_path: 'DATABRICKS_CLI_PATH',
  auth_type: 'DATABRICKS_AUTH_TYPE',
};

/** The file of the profiles: `DATABRICKS_CONFIG_FILE`, or `.databrickscfg` in the home folder. */
export function profilesFile({ environment, home }: ProfileSources): string {
  const file = environment.DATABRICKS_CONFIG_FILE;
  if (file === undefined || file === '') return path.join(home, '.databrickscfg');
  return file.startsWith('~') ? path.join(home, file.slice(1)) : file;
}

/**
 * The profiles of the file, in its order; none where there is no file.
 *
 * @throws Fault when the file is there and cannot be read.
 */
export async function listProfiles(sources: ProfileSources): Promise<readonly (Profile | UnusableProfile)[]> {
  const sections = await readSections(sources);
  return [...sections]
    .filter(([name, values]) => name !== SETTINGS_SECTION && Object.keys(values).length > 0)
    .map(([name, values]) => {
      try {
        return profileOf(values, name);
      } catch (error) {
        return { name, fault: asFault(error) };
      }
    });
}

/**
 * The named profile; without a name the one that Databricks' tools would use: the environment's own host, or the profile of
 * `DATABRICKS_CONFIG_PROFILE`, of the CLI's settings or `DEFAULT`, with the environment's values in the place of its own.
 *
 * @throws Fault `not-found` where there is none, `usage` where it cannot be used.
 */
export async function findProfile(sources: ProfileSources, name?: string): Promise<Profile> {
  const { environment } = sources;
  const sections = await readSections(sources);
  const given = valuesOf(environment);
  const chosen = name ?? environment.DATABRICKS_CONFIG_PROFILE;
  if (name === undefined && (chosen === undefined || chosen === '') && given.host !== undefined) {
    return profileOf(given);
  }
  const wanted = chosen || sections.get(SETTINGS_SECTION)?.default_profile || 'DEFAULT';
  const values = wanted === SETTINGS_SECTION ? undefined : sections.get(wanted);
  if (values === undefined) {
    const others = [...sections.keys()].filter((one) => one !== SETTINGS_SECTION);
    throw new Fault('not-found', `There is no profile ${wanted} in ${profilesFile(sources)}.`, {
      advice:
        others.length > 0
          ? `It has: ${others.join(', ')}.`
          : 'Make one with: databricks auth login, or set DATABRICKS_HOST and DATABRICKS_TOKEN.',
    });
  }
  return profileOf(name === undefined ? { ...values, ...given } : values, wanted);
}

/**
 * The profile for a host: what the environment says of it, else the first of the file that names it.
 *
 * @throws Fault `not-found` where there is none.
 */
export async function findProfileOfHost(sources: ProfileSources, host: string): Promise<Profile> {
  const given = valuesOf(sources.environment);
  if (given.host !== undefined && parseHost(given.host).host === host) return profileOf(given);
  const profiles = await listProfiles(sources);
  const found = profiles.find((one): one is Profile => 'host' in one && one.host === host);
  if (found !== undefined) return found;
  throw new Fault('not-found', `No profile in ${profilesFile(sources)} is for ${host}.`, {
    advice: `Make one with: databricks auth login --host https://${host}, or choose another way to sign in.`,
  });
}

async function readSections(
  sources: ProfileSources,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const file = profilesFile(sources);
  try {
    const sections = parseIni(await readFile(file, 'utf8'));
    return new Map(sections.map(({ name, values }) => [name, values]));
  } catch (error) {
    const fault = asFault(error, `The Databricks profiles cannot be read from ${file}`);
    if (fault.code === 'not-found') return new Map();
    throw fault;
  }
}

function valuesOf(environment: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([key, variable]): [string, string][] => {
      const value = environment[variable];
      return value === undefined || value === '' ? [] : [[key, value]];
    }),
  );
}

function profileOf(values: Readonly<Record<string, string>>, name?: string): Profile {
  const called = name === undefined ? 'The environment' : `The profile ${name}`;
  if (values.host === undefined || values.host === '') {
    throw new Fault('usage', `${called} names no host.`, {
      advice: 'Give it a line such as: host = https://….',
    });
  }
  const place = parseHost(values.host);
  if (/^accounts(-dod)?\./.test(place.host)) {
    throw new Fault('usage', `${called} is for the account console (${place.host}), not for a workspace.`, {
      advice: 'Choose a profile of a workspace.',
    });
  }
  const workspaceId = values.workspace_id ?? place.workspaceId;
  return {
    host: place.host,
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(name === undefined ? {} : { name }),
    auth: authOf(values, place.host, called, name),
  };
}
