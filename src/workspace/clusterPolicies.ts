/** Cluster policies: what clusters may and must be like. https://docs.databricks.com/api/workspace/clusterpolicies */

import { Fault } from '../base/fault';
import { isObject, type JsonObject, objectsOf, parseJson, requiredText, textOf } from './json';
import { callJson, type Rest } from './rest';

export interface ClusterPolicy {
  readonly id: string;
  readonly name: string;
  /** One of Databricks' own, which cannot be changed. */
  readonly isDefault: boolean;
  /** Attributes by their path, such as `cluster_log_conf.path`, each with a rule: `{ type: 'fixed', value: … }`. */
  readonly definition: JsonObject;
}

/** The policies that the user may use; an admin sees all. The API sends them at once. */
export async function listClusterPolicies(
  rest: Rest,
  signal: AbortSignal,
): Promise<readonly ClusterPolicy[]> {
  const request = {
    method: 'GET',
    path: '/api/2.0/policies/clusters/list',
    what: 'Listing the cluster policies',
  } as const;
  return objectsOf(await callJson(rest, request, signal), 'policies').map((object) => {
    const id = requiredText(object, 'policy_id', 'a cluster policy');
    const name = textOf(object, 'name') ?? id;
    return {
      id,
      name,
      isDefault: object.is_default === true,
      definition: definitionOf(textOf(object, 'definition') ?? '{}', name),
    };
  });
}

/** The definition is JSON in a text. */
function definitionOf(text: string, name: string): JsonObject {
  try {
    const definition = parseJson(text);
    if (isObject(definition)) return definition;
  } catch (error) {
    throw new Fault('io', `The definition of the cluster policy ${name} is no JSON.`, { cause: error });
  }
  throw new Fault('io', `The definition of the cluster policy ${name} is no object.`);
}
