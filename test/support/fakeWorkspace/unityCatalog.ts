/** `unity-catalog/{catalogs,schemas}` of the fake workspace. */

import { ApiError, type Family, page } from './api';
import { booleanText, integerText, object, required, string } from './checks';

export interface FakeSchema {
  readonly catalog: string;
  readonly name: string;
  readonly properties?: Readonly<Record<string, string>>;
}

export interface FakeUnityCatalog extends Family {
  readonly catalogs: string[];
  readonly schemas: FakeSchema[];
  pageSize: number;
}

const PAGING = { page_token: string, max_results: integerText, include_browse: booleanText };

export function fakeUnityCatalog(): FakeUnityCatalog {
  const family: FakeUnityCatalog = {
    catalogs: [],
    schemas: [],
    pageSize: 1000,
    routes: [
      {
        method: 'GET',
        path: '/api/2.1/unity-catalog/catalogs',
        query: PAGING,
        answer: ({ query }) => {
          const shown = family.catalogs.map((name) => ({
            name,
            catalog_type: 'MANAGED_CATALOG',
            created_at: 1700000000000,
          }));
          return page('catalogs', shown, sizeOf(query.max_results, family.pageSize), query.page_token);
        },
      },
      {
        method: 'GET',
        path: '/api/2.1/unity-catalog/schemas',
        query: { ...PAGING, catalog_name: string },
        answer: ({ query }) => {
          object({ ...PAGING, catalog_name: required(string) })(query, 'query');
          if (!family.catalogs.includes(query.catalog_name ?? '')) {
            throw new ApiError(
              404,
              'CATALOG_DOES_NOT_EXIST',
              `Catalog '${query.catalog_name}' does not exist.`,
            );
          }
          const shown = family.schemas
            .filter((schema) => schema.catalog === query.catalog_name)
            .map(({ catalog, name, properties }) => ({
              catalog_name: catalog,
              name,
              full_name: `${catalog}.${name}`,
              // An empty map is left out, as the API does.
              ...(properties === undefined ? {} : { properties }),
              storage_location: `s3://bucket/${catalog}/${name}`,
            }));
          return page('schemas', shown, sizeOf(query.max_results, family.pageSize), query.page_token);
        },
      },
    ],
  };
  return family;
}

/** Without `max_results`, all at once; with 0, as many as the server likes. */
function sizeOf(maxResults: string | undefined, pageSize: number): number {
  if (maxResults === undefined) return Number.MAX_SAFE_INTEGER;
  return maxResults === '0' ? pageSize : Math.min(Number(maxResults), pageSize);
}
