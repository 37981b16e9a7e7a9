/** Catalogs and schemas of Unity Catalog. https://docs.databricks.com/api/workspace/schemas */

import { requiredText, textOf, textsOf } from './json';
import { pages, type Rest } from './rest';

export interface Catalog {
  readonly name: string;
  /** Such as `MANAGED_CATALOG` or `FOREIGN_CATALOG`; undefined where the server does not tell. */
  readonly type?: string;
  readonly comment?: string;
}

export interface Schema {
  readonly catalog: string;
  readonly name: string;
  /** What `DESCRIBE SCHEMA EXTENDED` calls properties, such as `OVERWATCHDB`. */
  readonly properties: Readonly<Record<string, string>>;
  readonly comment?: string;
  /** Where its managed tables lie. */
  readonly location?: string;
}

/** With 0, the server chooses how much a page holds; without, it sends all at once, which the API advises against. */
const PAGED = { max_results: 0 };

/** The catalogs that the user may see. */
export async function listCatalogs(rest: Rest, signal: AbortSignal): Promise<readonly Catalog[]> {
  const request = {
    method: 'GET',
    path: '/api/2.1/unity-catalog/catalogs',
    query: PAGED,
    what: 'Listing the catalogs',
  } as const;
  const found: Catalog[] = [];
  for await (const page of pages(rest, request, 'catalogs', signal)) {
    for (const object of page) {
      const type = textOf(object, 'catalog_type');
      const comment = textOf(object, 'comment');
      found.push({
        name: requiredText(object, 'name', 'a catalog'),
        ...(type === undefined ? {} : { type }),
        ...(comment === undefined ? {} : { comment }),
      });
    }
  }
  return found;
}

/**
 * The schemas of a catalog that the user may see, page by page as they arrive: there may be thousands.
 *
 * @throws Fault `not-found` when there is no such catalog.
 */
export async function* listSchemas(
  rest: Rest,
  catalog: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Schema[]> {
  const request = {
    method: 'GET',
    path: '/api/2.1/unity-catalog/schemas',
    query: { ...PAGED, catalog_name: catalog },
    what: `Listing the schemas of the catalog ${catalog}`,
  } as const;
  for await (const page of pages(rest, request, 'schemas', signal)) {
    yield page.map((object): Schema => {
      const comment = textOf(object, 'comment');
      const location = textOf(object, 'storage_location') ?? textOf(object, 'storage_root');
      return {
        catalog: textOf(object, 'catalog_name') ?? catalog,
        name: requiredText(object, 'name', 'a schema'),
        properties: textsOf(object, 'properties'),
        ...(comment === undefined ? {} : { comment }),
        ...(location === undefined ? {} : { location }),
      };
    });
  }
}
