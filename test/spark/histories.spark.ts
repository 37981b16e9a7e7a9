/** Random histories that Spark itself writes, with incremental snapshots in between: Spark reads from the copy what the rule says. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type History, histories, replay } from '../support/history';
import { temporaryFolder } from '../support/temporary';
import type { Spark } from './spark';
import { createSparkSource } from './sparkSource';

/** More histories on demand, or those of a failure again. In these few, everything happens that can. */
const RUNS = Number(process.env.SPARK_HISTORIES ?? 8);
const SEED = Number(process.env.SPARK_SEED ?? 4632);
const IS_DEFAULT = process.env.SPARK_HISTORIES === undefined && process.env.SPARK_SEED === undefined;

export function historiesBySpark(spark: () => Spark): void {
  describe(`incremental snapshots of histories by Spark, seed ${SEED}`, () => {
    const happened = new Set<string>();

    for (const [index, history] of fc.sample(histories, { seed: SEED, numRuns: RUNS }).entries()) {
      it(`history ${index + 1}: ${inWords(history)}`, async (test) => {
        const folder = temporaryFolder(test);
        const source = await createSparkSource(spark(), path.join(folder, 'source'), history.options);
        await replay(history, source, path.join(folder, 'copy'), (table) => spark().rows(table));
        await source.assertModel();
        for (const kind of source.kinds) happened.add(kind);
      });
    }

    it('did everything at least once', { skip: !IS_DEFAULT }, () => {
      assert.deepEqual([...happened].sort(), [
        'addColumn',
        'append',
        'cleanLog',
        'delete',
        'merge',
        'optimize',
        'repartition',
        'restore',
        'update',
        'vacuum',
        'widen',
      ]);
    });
  });
}

function inWords({ options, write, steps }: History): string {
  const { mapping, ...features } = options;
  const words = Object.entries(features).flatMap(([name, isOn]) => (isOn ? [name] : []));
  const how = write.mode === 'append' ? 'append' : `merge by ${write.keys.join(', ')}`;
  return [
    how,
    ...(mapping === 'none' ? [] : [`mapping by ${mapping}`]),
    ...words,
    `${steps.length} steps`,
  ].join(', ');
}
