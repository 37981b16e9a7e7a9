import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listCatalogs, listSchemas, type Schema } from '../../../src/workspace/schemas';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;

describe('Unity Catalog', () => {
  it('lists catalogs, as many pages as there are', async (test) => {
    const { rest, unityCatalog } = await startFakeWorkspace(test);
    unityCatalog.catalogs.push('main', 'dev', 'a.b`c');
    unityCatalog.pageSize = 2;
    const found = await listCatalogs(rest, NEVER);
    assert.deepEqual(
      found.map(({ name }) => name),
      ['main', 'dev', 'a.b`c'],
    );
    assert.equal(found[0]?.type, 'MANAGED_CATALOG');
  });

  it('gives schemas with their properties, page by page', async (test) => {
    const { rest, unityCatalog, requests } = await startFakeWorkspace(test);
    unityCatalog.catalogs.push('main', 'od&d');
    unityCatalog.pageSize = 1000;
    for (let index = 0; index < 2500; index += 1) {
      const properties = index === 7 ? { properties: { OVERWATCHDB: 'TRUE' } } : {};
      unityCatalog.schemas.push({ catalog: 'main', name: `s${index}`, ...properties });
    }
    unityCatalog.schemas.push({ catalog: 'od&d', name: 'x' });
    const pages: (readonly Schema[])[] = [];
    for await (const page of listSchemas(rest, 'main', NEVER)) pages.push(page);
    assert.deepEqual(
      pages.map((page) => page.length),
      [1000, 1000, 500],
    );
    assert.equal(requests.length, 3);
    assert.deepEqual(pages.flat()[7], {
      catalog: 'main',
      name: 's7',
      properties: { OVERWATCHDB: 'TRUE' },
      location: 's3://bucket/main/s7',
    });
    for await (const page of listSchemas(rest, 'od&d', NEVER)) assert.equal(page[0]?.name, 'x');
  });

  it('says which catalog is not there', async (test) => {
    const { rest } = await startFakeWorkspace(test);
    await assert.rejects(listSchemas(rest, 'none', NEVER).next(), {
      code: 'not-found',
      message: /^Listing the schemas of the catalog none: .*Catalog 'none' does not exist\.$/,
    });
  });
});
