/** The config of a migration on a real disk: a CSV with its rights and links, a Delta table, a config that is killed half-way. */

import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { editConfig, planConfig } from '../../src/backup/migration/config';
import { findConfig } from '../../src/backup/migration/findConfig';
import { localStorage } from '../../src/storage/local';
import { beginning, commit, opaqueFile } from '../support/deltaTable';
import { faultyStorage } from '../support/faultyStorage';
import { folderLakehouse } from '../support/folderLakehouse';
import { filesBelow, temporaryFolder } from '../support/temporary';

const { signal } = new AbortController();
const TEXT = '\ufeff"storage_prefix",etl_database_name\r\n"/mnt/ow",ow\n/x,other\r';
const EDITED = TEXT.replace('/mnt/ow', '/new');

const choiceOf = (location: string) => ({
  config: { location },
  database: { name: 'ow', location: '/lake/ow' },
  root: '/new',
});

describe('a CSV config', () => {
  it('keeps its rights, and a link to it stays a link', async (test) => {
    const folder = temporaryFolder(test);
    const [file, link] = [path.join(folder, 'real.csv'), path.join(folder, 'config.csv')];
    writeFileSync(file, TEXT);
    chmodSync(file, 0o640);
    symlinkSync(file, link);
    const lakehouse = folderLakehouse();
    const step = await planConfig(choiceOf(link), 'run', lakehouse, signal);
    assert.match(await editConfig(step, lakehouse, signal), /storage_prefix is \/new in 1 row/);
    assert.equal(readFileSync(file, 'utf8'), EDITED);
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.equal(readFileSync(`${link}.run.bak`, 'utf8'), TEXT);
    for (const one of [file, `${link}.run.bak`]) assert.equal(statSync(one).mode & 0o777, 0o640, one);
  });

  it('killed at any step it is the old one or the new one, and a second edit completes it', async (test) => {
    for (let number = 1; ; number += 1) {
      const config = path.join(temporaryFolder(test), 'config.csv');
      writeFileSync(config, TEXT);
      const step = await planConfig(choiceOf(config), 'run', folderLakehouse(), signal);
      const dying = faultyStorage(localStorage, (call) =>
        call.number === number ? { kind: 'kill' } : undefined,
      );
      const isDone = await editConfig(step, folderLakehouse(dying.storage), signal).then(
        () => true,
        () => false,
      );
      const text = readFileSync(config, 'utf8');
      assert.ok(text === TEXT || text === EDITED, `call ${number}: ${text}`);
      await editConfig(step, folderLakehouse(), signal);
      assert.equal(readFileSync(config, 'utf8'), EDITED);
      assert.equal(readFileSync(`${config}.run.bak`, 'utf8'), TEXT);
      if (!isDone) continue;
      assert.ok(number > 5, `${number} calls`);
      assert.deepEqual(filesBelow(path.dirname(config)).sort(), ['config.csv', 'config.csv.run.bak']);
      return;
    }
  });
});

describe('a config that is a Delta table', () => {
  const columns = [
    { name: 'ETL_Database_Name', type: 'string' },
    { name: 'storage_prefix', type: 'string' },
    { name: 'interactive_dbu_price', type: 'double' },
    { name: 'excluded_scopes', type: 'array<string>' },
  ];
  const rows = [
    {
      ETL_Database_Name: ' OW',
      storage_prefix: '/mnt/ow',
      interactive_dbu_price: 0.55,
      excluded_scopes: ['a'],
    },
    {
      ETL_Database_Name: 'other',
      storage_prefix: '/mnt/ow',
      interactive_dbu_price: null,
      excluded_scopes: null,
    },
  ];

  it('is updated by a commit; its old version still reads', async (test) => {
    const table = path.join(temporaryFolder(test), 'config');
    const lakehouse = folderLakehouse();
    await lakehouse.appendReport(table, { columns, rows }, signal);
    const more = [{ ...rows[0], ETL_Database_Name: 'ow' }];
    await lakehouse.appendReport(table, { columns, rows: more }, signal);
    const step = await planConfig(choiceOf(table), 'run', lakehouse, signal);
    assert.deepEqual([step.format, step.keptAs, step.places.length], ['delta', undefined, 2]);
    assert.match(await editConfig(step, lakehouse, signal), /in 2 rows; committed as version 2/);
    assert.equal(await editConfig(step, lakehouse, signal), 'storage_prefix is /new already');
    const after = (await lakehouse.readReport(table, signal)) ?? [];
    const expected = [...rows, ...more].map((row) =>
      row.ETL_Database_Name === 'other' ? row : { ...row, storage_prefix: '/new' },
    );
    const inOrder = (all: readonly object[]) => all.map((row) => JSON.stringify(row)).sort();
    assert.deepEqual(inOrder(after), inOrder(expected));
    const before = await lakehouse.preview(table, { version: 1 }, 10, signal);
    assert.ok(before.rows.every(([, prefix]) => prefix === '/mnt/ow'));
  });

  it('is found by its name', async (test) => {
    const folder = temporaryFolder(test);
    const database = { name: 'ow', location: path.join(folder, 'ow', 'global_share') };
    for (const name of ['pipeline_report', 'Deployment_Config']) {
      const table = path.join(database.location, name);
      await commit(table, [...beginning(name), { add: opaqueFile(table, 'a.parquet', name) }]);
    }
    const lakehouse = folderLakehouse(localStorage, [folder]);
    const expected = path.join(database.location, 'Deployment_Config');
    const find = (name: string, places: string[] = []) =>
      findConfig(name, places, database, lakehouse, signal);
    assert.equal(await find('deployment_config'), expected);
    assert.equal(await find('OW.deployment_config'), expected);
    mkdirSync(path.join(folder, 'here'));
    assert.equal(
      await find('here', [path.join(folder, 'not'), path.join(folder, 'here')]),
      path.join(folder, 'here'),
    );
    await assert.rejects(find('ow.config'), { code: 'not-found' });
  });
});
