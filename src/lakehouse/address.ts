/**
 * One text names a lakehouse everywhere: in the settings, on the command line, in the recent places, as the key of a tree. A folder is
 * its path; a SQL warehouse of Databricks is `databricks://<host or profile>/<warehouse id>?…`. There is never a secret in it.
 */

import { Fault } from '../base/fault';
import { parseHost } from '../workspace/host';

export const AUTH_WAYS = [
  'profile',
  'pat',
  'oauth-user',
  'oauth-machine',
  'azure-cli',
  'databricks-cli',
] as const;

/** How to sign in: by a profile of `.databrickscfg` or the environment, a personal access token, OAuth for people or for services, or another tool. */
export type AuthWay = (typeof AUTH_WAYS)[number];

export interface FolderAddress {
  readonly kind: 'folder';
  readonly path: string;
}

export interface DatabricksAddress {
  readonly kind: 'databricks';
  /** Host name, with a port where it is not 443. Undefined where the profile tells it. */
  readonly host?: string;
  /** Which workspace of a host that serves several. */
  readonly workspaceId?: string;
  readonly warehouse: string;
  readonly auth: AuthWay;
  /** Profile of `.databrickscfg`. Always there where `host` is not. */
  readonly profile?: string;
  /** OAuth client id: of a service, or of an app other than Databricks' own. */
  readonly client?: string;
  /** Unity Catalog catalogs to look for databases in. */
  readonly catalogs: readonly string[];
}

export type LakehouseAddress = FolderAddress | DatabricksAddress;

const SCHEME = 'databricks://';
const SHAPE = /^databricks:\/\/([^/?#@\s]+)\/([\w-]+)\/?(?:\?([^#]*))?$/i;
const KEYS = ['auth', 'profile', 'client', 'catalogs', 'o'] as const;
type Key = (typeof KEYS)[number];

/** Whether a text is meant as the address of a SQL warehouse, be it well-formed or not. */
export function isDatabricksAddress(text: string): boolean {
  return text.trim().toLowerCase().startsWith(SCHEME);
}

/** @throws Fault `usage` for an address that is not of the form, without repeating what may be a secret. */
export function parseAddress(text: string): LakehouseAddress {
  const trimmed = text.trim();
  if (/^https?:\/\//i.test(trimmed)) throw malformed('A lakehouse is a folder or a Databricks SQL warehouse');
  if (!isDatabricksAddress(text)) return { kind: 'folder', path: text };
  const [, place, warehouse, query] = SHAPE.exec(trimmed) ?? [];
  if (place === undefined || warehouse === undefined)
    throw malformed('The Databricks address has not the form');
  const values = parseQuery(query ?? '');
  const auth = parseAuth(values.get('auth'));
  const where = parsePlace(place, values);
  if (where.host === undefined && auth !== 'profile') {
    throw malformed(`To sign in by ${auth}, the address must begin with the workspace's host`);
  }
  const client = decoded(values.get('client'));
  return {
    kind: 'databricks',
    ...where,
    warehouse,
    auth,
    ...(client === undefined ? {} : { client }),
    catalogs: catalogsOf(values.get('catalogs')),
  };
}

/** The one text of an address: what `parseAddress` makes the same address of. */
export function formatAddress(address: LakehouseAddress): string {
  if (address.kind === 'folder') return address.path;
  const { host, profile, auth, client, catalogs, workspaceId } = address;
  // A profile stands in the place of the host only if it cannot be taken for one.
  const isPlace = host === undefined && profile !== undefined && isProfileName(profile);
  const place = host ?? (isPlace ? encodeURIComponent(profile) : '-');
  const parts = [
    `auth=${auth}`,
    profile === undefined || isPlace ? [] : `profile=${encodeURIComponent(profile)}`,
    client === undefined ? [] : `client=${encodeURIComponent(client)}`,
    workspaceId === undefined ? [] : `o=${encodeURIComponent(workspaceId)}`,
    catalogs.length === 0 ? [] : `catalogs=${catalogs.map(encodeURIComponent).join(',')}`,
  ].flat();
  return `${SCHEME}${place}/${address.warehouse}?${parts.join('&')}`;
}

function parsePlace(
  place: string,
  values: ReadonlyMap<Key, string>,
): Pick<DatabricksAddress, 'host' | 'workspaceId' | 'profile'> {
  const profile = decoded(values.get('profile'));
  if (place === '-') {
    if (profile === undefined) throw malformed('The address names neither a host nor a profile');
    return { profile };
  }
  const name = decoded(place) ?? '';
  if (isProfileName(name)) {
    if (profile !== undefined && profile !== name) throw malformed('The address names two profiles');
    return { profile: name };
  }
  const workspaceId = decoded(values.get('o'));
  return {
    host: parseHost(name).host,
    ...(profile === undefined ? {} : { profile }),
    ...(workspaceId === undefined ? {} : { workspaceId }),
  };
}

/** Hosts have a dot or a port; a profile that has one is named by `profile=`. */
function isProfileName(name: string): boolean {
  return name !== '-' && !/[.:]/.test(name);
}

function parseQuery(query: string): Map<Key, string> {
  const values = new Map<Key, string>();
  for (const part of query.split('&').filter((one) => one !== '')) {
    const [name = '', ...rest] = part.split('=');
    const key = KEYS.find((one) => one === name);
    if (key === undefined || values.has(key)) {
      throw malformed(
        /token|secret|password/i.test(name)
          ? 'An address never holds a secret: lakehouse addresses are stored and shown in the open'
          : `The Databricks address has a part that is not known or stands twice: ${decoded(name)}`,
      );
    }
    values.set(key, rest.join('='));
  }
  return values;
}

function parseAuth(text: string | undefined): AuthWay {
  if (text === undefined) return 'profile';
  const way = AUTH_WAYS.find((one) => one === text);
  if (way === undefined) throw malformed(`There is no way to sign in that is called ${decoded(text)}`);
  return way;
}

function catalogsOf(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(',').map((name) => decoded(name) ?? '');
  return [...new Set(names.filter((name) => name !== ''))];
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw malformed('The Databricks address has a % that is not followed by two hexadecimal digits', error);
  }
}

function malformed(what: string, cause?: unknown): Fault {
  return new Fault('usage', `${what}.`, {
    advice: `Write it as databricks://<host or profile>/<warehouse id>?auth=<${AUTH_WAYS.join('|')}>&profile=<name>&catalogs=<name,name>.`,
    cause,
  });
}
