/** Adds a Databricks workspace: signs in, asks for a warehouse and catalogs, and keeps the address. */

import * as vscode from 'vscode';
import { asFault } from '../../base/fault';
import { type DatabricksAddress, formatAddress } from '../../lakehouse/address';
import { signIn, signInOf } from '../../lakehouse/databricks/connect';
import { currentUser } from '../../workspace/currentUser';
import type { Rest } from '../../workspace/rest';
import { type Catalog, listCatalogs } from '../../workspace/schemas';
import { listWarehouses } from '../../workspace/warehouses';
import { notifyFault } from '../notify';
import { takeSteps } from '../pickers/steps';
import type { Services } from '../services';
import { addLakehouseAddress } from '../settings';
import { withProgress } from '../withProgress';
import { browserOpener, signInByTools } from './browser';
import { choiceOf, questionSteps, type SignInDraft, wayStep } from './signInSteps';
import { type StagedSecrets, stagedSecrets } from './stagedSecrets';
import { startAndRefresh } from './start';
import { catalogsStep, type Offer, startStep, type WarehouseDraft, warehouseStep } from './warehouseSteps';
import type { SignInChoice } from './ways';

interface Draft extends SignInDraft, WarehouseDraft {}

/** @returns the address that was added; undefined when the user has left. */
export async function addWorkspace(services: Services): Promise<string | undefined> {
  const surroundings = services.connections.surroundings();
  const secrets = stagedSecrets(surroundings.secrets);
  let offer: Offer | undefined;
  let chosen: SignInChoice | undefined;
  const load = async (draft: Draft) => {
    const choice = choiceOf(draft);
    if (choice === undefined) return undefined;
    chosen = await signInByTools(choice, surroundings);
    offer = await look(services, chosen, secrets);
    return offer;
  };
  const empty: Draft = { way: undefined, answers: {}, warehouse: undefined, catalogs: [], start: false };
  const draft = await takeSteps<Draft>((state) => {
    const { warehouse } = state;
    const catalogs = offer?.catalogs ?? [];
    const isDown = warehouse !== undefined && !['RUNNING', 'STARTING'].includes(warehouse.state);
    return [
      wayStep<Draft>(surroundings),
      ...questionSteps<Draft>(state, secrets),
      warehouseStep<Draft>(load),
      ...(catalogs.length === 0 ? [] : [catalogsStep<Draft>(catalogs)]),
      ...(isDown ? [startStep<Draft>(warehouse.name)] : []),
    ];
  }, empty);
  if (draft?.warehouse === undefined || chosen === undefined) return undefined;
  await secrets.commit();
  const { id: warehouse } = draft.warehouse;
  const address: DatabricksAddress = { kind: 'databricks', ...chosen, warehouse, catalogs: draft.catalogs };
  const text = formatAddress(address);
  await addLakehouseAddress(text);
  if (draft.start) await startAndRefresh(services, text);
  return text;
}

/** Undefined where it did not work, of which the user has been told. */
async function look(
  { connections, log }: Services,
  choice: SignInChoice,
  secrets: StagedSecrets,
): Promise<Offer | undefined> {
  const address = { kind: 'databricks', ...choice, warehouse: '', catalogs: [] } as const;
  const name = choice.profile ?? choice.host ?? '';
  try {
    return await withProgress(vscode.l10n.t('Signing in to {0}', name), async (signal, report) => {
      const open = browserOpener(report);
      const rest = await signIn(signInOf(address), { ...connections.surroundings(), secrets, open });
      const user = await currentUser(rest, signal);
      const warehouses = await listWarehouses(rest, signal);
      const catalogs = await catalogsOf(rest, signal);
      return { host: rest.tokens.host, user: user.name, warehouses, catalogs };
    });
  } catch (error) {
    notifyFault(log, error);
    return undefined;
  }
}

/** None where Unity Catalog is not on, or the user has no right in it. */
async function catalogsOf(rest: Rest, signal: AbortSignal): Promise<readonly Catalog[]> {
  try {
    return await listCatalogs(rest, signal);
  } catch (error) {
    const { code } = asFault(error);
    if (['not-found', 'no-permission', 'usage'].includes(code)) return [];
    throw error;
  }
}
