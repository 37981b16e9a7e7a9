/** Why nothing can be written to a place, in words that say which rights it takes. */

import { asFault, Fault } from '../../base/fault';
import { parseLocation } from './places';

/**
 * What the user lacks at a place where nothing can be made. The server itself says which right it missed first; the others would come next.
 *
 * Source: docs.databricks.com/data-governance, "Unity Catalog privileges" and "Hive metastore privileges".
 */
export function asNotWritable(error: unknown, root: string): unknown {
  const { code, message } = asFault(error);
  const advice = LACKING[parseLocation(root).kind];
  if (code !== 'no-permission' && code !== 'bad-target') return error;
  return new Fault(code, `${root} cannot be written to: ${message}`, { advice, cause: error });
}

const LACKING = {
  path:
    'Ask for READ FILES, WRITE FILES and CREATE EXTERNAL TABLE on the external location that holds it (Unity Catalog), or for SELECT and ' +
    'MODIFY on ANY FILE (without it), or choose a schema instead.',
  name:
    'Ask for USE CATALOG, USE SCHEMA and CREATE TABLE there, for CREATE SCHEMA on the catalog where the schema is new, and for MANAGE on a ' +
    'schema that is not yours: it is marked by a property.',
};
