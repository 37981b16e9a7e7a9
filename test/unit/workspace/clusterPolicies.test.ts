import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listClusterPolicies } from '../../../src/workspace/clusterPolicies';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;

describe('cluster policies', () => {
  it('come with their rules', async (test) => {
    const { rest, clusterPolicies } = await startFakeWorkspace(test);
    assert.deepEqual(await listClusterPolicies(rest, NEVER), []);
    const definition =
      '{"cluster_log_conf.path":{"type":"fixed","value":"dbfs:/cluster-logs","hidden":true}}';
    clusterPolicies.policies.push(
      { id: 'A1', name: 'Logging', definition },
      { id: 'B2', name: 'Personal Compute', isDefault: true },
    );
    assert.deepEqual(await listClusterPolicies(rest, NEVER), [
      { id: 'A1', name: 'Logging', isDefault: false, definition: JSON.parse(definition) },
      { id: 'B2', name: 'Personal Compute', isDefault: true, definition: {} },
    ]);
  });

  it('whose definition cannot be read are named', async (test) => {
    const { rest, clusterPolicies } = await startFakeWorkspace(test);
    clusterPolicies.policies.push({ id: 'A1', name: 'Odd', definition: '{' });
    await assert.rejects(listClusterPolicies(rest, NEVER), {
      code: 'io',
      message: 'The definition of the cluster policy Odd is no JSON.',
    });
    clusterPolicies.policies[0] = { id: 'A1', name: 'Odd', definition: '[]' };
    await assert.rejects(listClusterPolicies(rest, NEVER), { code: 'io', message: /is no object/ });
  });
});
