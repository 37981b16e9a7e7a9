/** Everything that is tested over SQL on a real Spark, on one server: starting one takes longer than most tests. */

import { after, before, describe } from 'node:test';
import { adversityOverSql } from './adversity.thrift';
import { contractOverSql } from './contract.thrift';
import { healthOverSql } from './health.thrift';
import { processesOverSql } from './processes.thrift';
import { type SparkServer, startSparkServer } from './server';

describe('with a real Spark behind SQL', () => {
  let server: SparkServer | undefined;
  const started = () => {
    if (server === undefined) throw new Error('Spark has not started.');
    return server;
  };
  before(async () => {
    server = await startSparkServer();
  });
  after(() => server?.stop());

  contractOverSql(started);
  adversityOverSql(started);
  processesOverSql(started);
  healthOverSql(started);
});
