/** Deployment configs worth offering: files and tables of the lakehouse that look like one. */

import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isDatabricksAddress } from '../../lakehouse/address';
import { groupOf } from '../../overwatch/catalog';
import { ETL_DATABASE_NAME, STORAGE_PREFIX } from '../../overwatch/deploymentConfig';
import { entriesOf } from '../lakehouses';
import { settle } from '../loaded';
import type { Services } from '../services';

/** Configs of earlier migrations, CSV files of the workspace with the columns of one, and tables that are called like one. */
export async function configSuggestions(services: Services, address: string): Promise<readonly string[]> {
  const inWorkspace = isDatabricksAddress(address);
  const earlier = services.runs
    .list()
    .flatMap(({ job, folder }) =>
      job.process === 'migrate' && isDatabricksAddress(folder) === inWorkspace
        ? [job.parameters.config.location]
        : [],
    );
  const files = inWorkspace ? [] : await csvConfigs();
  const tables = await configTables(services, address);
  return [...new Set([...earlier, ...files, ...tables])];
}

/** How many CSV files of the workspace are looked at. */
const MOST_FILES = 100;

async function csvConfigs(): Promise<readonly string[]> {
  const files = await vscode.workspace.findFiles('**/*.csv', '**/node_modules/**', MOST_FILES);
  const looked = await Promise.all(
    files
      .filter(({ scheme }) => scheme === 'file')
      .map(async ({ fsPath }) => ((await isConfig(fsPath)) ? [fsPath] : [])),
  );
  return looked.flat().sort();
}

/** The first bytes of a file, which hold its header. */
const HEAD = 4096;

/** A file that cannot be read is not worth offering. */
async function isConfig(file: string): Promise<boolean> {
  const opened = await settle(() => open(file));
  if (opened.kind !== 'ready') return false;
  const handle = opened.value;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const head = buffer.toString('utf8', 0, bytesRead).toLowerCase();
    return head.includes(STORAGE_PREFIX) && head.includes(ETL_DATABASE_NAME);
  } finally {
    await handle.close();
  }
}

/** In a workspace only its own are of use; those of folders are of use to all folders. */
async function configTables({ lakehouses, tables }: Services, address: string): Promise<readonly string[]> {
  const databases = entriesOf(lakehouses.list(), 'database').filter(({ folder }) =>
    isDatabricksAddress(address) ? folder === address : !isDatabricksAddress(folder),
  );
  const found = await Promise.all(
    databases.map(async ({ lakehouse, entry }) => await tables.list(lakehouse, entry.location)),
  );
  return found
    .flat()
    .filter(({ name }) => groupOf(name) === 'other' && /config/i.test(name))
    .map(({ location }) => location);
}
