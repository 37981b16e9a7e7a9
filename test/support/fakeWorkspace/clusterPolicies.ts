/** `policies/clusters` of the fake workspace. */

import type { Family } from './api';
import { oneOf } from './checks';

export interface FakeClusterPolicy {
  readonly id: string;
  readonly name: string;
  readonly isDefault?: boolean;
  /** JSON in a text, as the API has it. */
  readonly definition?: string;
}

export interface FakeClusterPolicies extends Family {
  readonly policies: FakeClusterPolicy[];
}

export function fakeClusterPolicies(): FakeClusterPolicies {
  const family: FakeClusterPolicies = {
    policies: [],
    routes: [
      {
        method: 'GET',
        path: '/api/2.0/policies/clusters/list',
        query: {
          sort_column: oneOf('POLICY_CREATION_TIME', 'POLICY_NAME'),
          sort_order: oneOf('ASC', 'DESC'),
        },
        answer: () => ({
          json: {
            policies: family.policies.map(({ id, name, isDefault = false, definition }) => ({
              policy_id: id,
              name,
              is_default: isDefault,
              created_at_timestamp: 1_700_000_000_000,
              ...(definition === undefined ? {} : { definition }),
            })),
          },
        }),
      },
    ],
  };
  return family;
}
