/** Everything that is tested with a real Spark, in one session of it: starting one takes longer than most tests. */

import { after, before, describe } from 'node:test';
import { clonesOfFixtures } from './clones.spark';
import { historiesBySpark } from './histories.spark';
import { incrementalScript, wholeRunsOfTheScript } from './incrementalScript.spark';
import { processesBySpark } from './processes.spark';
import { type Spark, startSpark } from './spark';

describe('with a real Spark', () => {
  let session: Spark | undefined;
  const spark = () => {
    if (session === undefined) throw new Error('Spark has not started.');
    return session;
  };
  before(async () => {
    session = await startSpark();
  });
  after(() => session?.close());

  clonesOfFixtures(spark);
  historiesBySpark(spark);
  processesBySpark(spark);
  incrementalScript(spark);
  wholeRunsOfTheScript(spark);
});
