/** Tests a connection: who the user is there, and how the warehouse is. */

import * as vscode from 'vscode';
import { asFault } from '../../base/fault';
import { testConnection as test } from '../../workspace/currentUser';
import { notifyFault, sentence } from '../notify';
import type { Services } from '../services';
import { withProgress } from '../withProgress';
import { signInAgain } from './signInAgain';
import { startAndRefresh } from './start';
import { stateText } from './warehouseSteps';

export async function testConnection(services: Services, address: string): Promise<void> {
  const start = vscode.l10n.t('Start Warehouse');
  const signIn = vscode.l10n.t('Sign In Again…');
  try {
    const { rest, warehouse: id } = await services.connections.open(address);
    const { host } = rest.tokens;
    const { user, warehouse, notice } = await withProgress(
      vscode.l10n.t('Connecting to {0}', host),
      (signal) => test(rest, id, signal),
    );
    const { name, state } = warehouse;
    const works = vscode.l10n.t(
      'You are {0} in {1}. The SQL warehouse {2} is {3}.',
      user.name,
      host,
      name,
      stateText(state),
    );
    if (notice === undefined) {
      void vscode.window.showInformationMessage(works);
      return;
    }
    const actions = ['STOPPED', 'STOPPING'].includes(state) ? [start] : [];
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t('You are {0} in {1}. {2}', user.name, host, notice),
      ...actions,
    );
    if (chosen === start) await startAndRefresh(services, address);
  } catch (error) {
    const fault = asFault(error);
    if (fault.code !== 'unauthenticated') return notifyFault(services.log, fault);
    if ((await vscode.window.showErrorMessage(sentence(fault), signIn)) === signIn)
      await signInAgain(services, address);
  }
}
