/**
 * A Databricks workspace for tests: all its API families behind one HTTPS server. To add a family, write a file that makes a `Family` and
 * name it below.
 */

import { personalAccessToken } from '../../../src/workspace/auth/pat';
import type { Network } from '../../../src/workspace/network';
import { createNetwork } from '../../../src/workspace/network';
import type { Rest } from '../../../src/workspace/rest';
import type { Certificate } from '../certificate';
import type { Cleanup } from '../temporary';
import { type FakeAlerts, fakeAlerts } from './alerts';
import { type FakeClusterPolicies, fakeClusterPolicies } from './clusterPolicies';
import { type FakeClusters, fakeClusters } from './clusters';
import { fakeCurrentUser } from './currentUser';
import { type FakeDbfs, fakeDbfs } from './dbfs';
import { type FakeJobRuns, fakeJobRuns } from './jobRuns';
import { type FakeJobs, fakeJobs } from './jobs';
import { type FakeOAuth, fakeOAuth } from './oauth';
import { type FakeServer, startServer } from './server';
import { type FakeUnityCatalog, fakeUnityCatalog } from './unityCatalog';
import { type FakeVolumes, fakeVolumes } from './volumes';
import { type FakeWarehouses, fakeWarehouses } from './warehouses';
import { type FakeWorkspaceObjects, fakeWorkspaceObjects } from './workspaceObjects';

export interface FakeWorkspace extends FakeServer {
  readonly oauth: FakeOAuth;
  readonly warehouses: FakeWarehouses;
  readonly unityCatalog: FakeUnityCatalog;
  readonly volumes: FakeVolumes;
  readonly dbfs: FakeDbfs;
  readonly objects: FakeWorkspaceObjects;
  readonly clusters: FakeClusters;
  readonly clusterPolicies: FakeClusterPolicies;
  readonly jobs: FakeJobs;
  readonly jobRuns: FakeJobRuns;
  readonly alerts: FakeAlerts;
  /** A network that trusts it. */
  readonly network: Network;
  /** A client that is signed in as somebody@example.com, and does not pause long. */
  readonly rest: Rest;
}

/** The personal access token that is good from the start. */
export const FAKE_TOKEN = 'dapi0123456789abcdef0123456789abcdef';

export const QUICK = { pauseMs: 1, longestPauseMs: 5, tryMs: 5_000, overallMs: 10_000 };

export async function startFakeWorkspace(test: Cleanup, certificate?: Certificate): Promise<FakeWorkspace> {
  const oauth = fakeOAuth();
  const warehouses = fakeWarehouses();
  const clusters = fakeClusters();
  const jobs = fakeJobs(clusters);
  const families = {
    warehouses,
    unityCatalog: fakeUnityCatalog(),
    volumes: fakeVolumes(),
    dbfs: fakeDbfs(),
    objects: fakeWorkspaceObjects(),
    clusters,
    clusterPolicies: fakeClusterPolicies(),
    jobs,
    jobRuns: fakeJobRuns(jobs, clusters),
    alerts: fakeAlerts(warehouses),
  };
  const all = [oauth, fakeCurrentUser(), ...Object.values(families)];
  const server = await startServer(test, oauth, all, certificate);
  oauth.base = `https://${server.host}`;
  families.jobRuns.base = oauth.base;
  oauth.accessTokens.set(FAKE_TOKEN, 'somebody@example.com');
  const network = createNetwork({ certificates: [server.ca] }, {});
  const tokens = personalAccessToken({ host: server.host }, FAKE_TOKEN);
  return { ...server, ...families, oauth, network, rest: { tokens, network, limits: QUICK } };
}
