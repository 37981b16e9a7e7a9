/** Where audit logs come from, by the deployment config and by a row of `pipeline_report`. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditSourceOfReport, auditSourcesOfConfig, csvTable } from '../../../src/overwatch/auditSource';

describe('the audit source in a deployment config', () => {
  const sourcesOf = (...lines: readonly string[]) => {
    const { columns, rows } = csvTable(Buffer.from(lines.join('\n')));
    return auditSourcesOfConfig(columns, rows, { name: 'ow' });
  };

  it('is an Event Hub wherever one is named, whatever path stands beside it', () => {
    assert.deepEqual(
      sourcesOf(
        'Workspace_Name,ETL_database_name,storage_prefix,EH_name,auditlogprefix_source_path',
        'prod , ow,/lake, hub ,/mnt/audit',
      ),
      [{ workspace: 'prod', kind: 'event-hub', name: 'hub' }],
    );
  });

  it('is not known where the config has no such columns', () => {
    const header = 'workspace_id,etl_database_name,storage_prefix';
    assert.deepEqual(sourcesOf(header, '123,ow,/lake', ',ow,/lake'), [
      { workspace: '123', kind: 'unknown' },
      { workspace: 'row 2', kind: 'unknown' },
    ]);
  });

  it('is asked of the rows of the database only', () => {
    const header = 'workspace_name,etl_database_name,storage_prefix,eh_name';
    const sources = sourcesOf(header, 'a,other,/x,hub', 'b,OW,/lake,');
    assert.deepEqual(
      sources.map(({ workspace }) => workspace),
      ['b'],
    );
    assert.throws(() => sourcesOf(header, 'a,other,/x,hub'), { code: 'bad-config' });
  });
});

describe('the audit source in pipeline_report', () => {
  const hub = { auditLogConfig: { azureAuditLogEventhubConfig: { eventHubName: 'hub' } } };
  const path = { auditLogConfig: { rawAuditPath: 's3://audit', azureAuditLogEventhubConfig: null } };

  it('is what the run read, or else what it was told to', () => {
    assert.deepEqual(auditSourceOfReport('prod', { parsedConfig: path, inputConfig: hub }), {
      workspace: 'prod',
      kind: 'path',
      path: 's3://audit',
    });
    assert.equal(auditSourceOfReport('prod', { parsedConfig: null, inputConfig: hub }).kind, 'event-hub');
  });

  it('is not known where neither says so', () => {
    for (const row of [{}, { parsedConfig: 'x' }, { inputConfig: { auditLogConfig: {} } }])
      assert.deepEqual(auditSourceOfReport('prod', row), { workspace: 'prod', kind: 'unknown' });
  });
});
