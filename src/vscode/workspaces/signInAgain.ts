/** Signs in again where a token has expired or was revoked, in the way that the address names. */

import * as vscode from 'vscode';
import { exhaustive } from '../../base/fault';
import { type DatabricksAddress, parseAddress } from '../../lakehouse/address';
import { signIn, signInOf } from '../../lakehouse/databricks/connect';
import { secretKey } from '../../workspace/auth/secretStore';
import { currentUser } from '../../workspace/currentUser';
import { profilesFile } from '../../workspace/profiles';
import type { Services } from '../services';
import { withProgress } from '../withProgress';
import { browserOpener } from './browser';
import { stagedSecrets } from './stagedSecrets';

/** @throws Fault where the new sign-in does not work either: nothing is kept of it then. */
export async function signInAgain(services: Services, text: string): Promise<void> {
  const address = parseAddress(text);
  if (address.kind !== 'databricks') return;
  const { host = '', client, auth } = address;
  switch (auth) {
    case 'pat':
      return enter(services, text, address, {
        key: secretKey('pat', host),
        prompt: vscode.l10n.t('A new personal access token for {0}.', host),
      });
    case 'oauth-machine':
      return enter(services, text, address, {
        key: secretKey('oauth-machine', host, client),
        prompt: vscode.l10n.t('A new OAuth secret of the service principal {0}.', client ?? ''),
      });
    case 'oauth-user':
      return trySignIn(services, text, address, undefined);
    case 'azure-cli':
      return inTerminal('az login');
    case 'databricks-cli':
      return inTerminal(`databricks auth login --host https://${host}`);
    case 'profile':
      return byProfile(services, address);
    default:
      return exhaustive(auth);
  }
}

interface Entry {
  readonly key: string;
  readonly prompt: string;
}

async function enter(
  services: Services,
  text: string,
  address: DatabricksAddress,
  { key, prompt }: Entry,
): Promise<void> {
  const secret = await vscode.window.showInputBox({
    title: vscode.l10n.t('Sign In Again'),
    prompt,
    password: true,
    ignoreFocusOut: true,
  });
  if (secret === undefined || secret.trim() === '') return;
  await trySignIn(services, text, address, { key, secret: secret.trim() });
}

/** @param entered a secret in the place of the one that is kept; without it, the browser is opened */
async function trySignIn(
  { connections, lakehouses }: Services,
  text: string,
  address: DatabricksAddress,
  entered: { readonly key: string; readonly secret: string } | undefined,
): Promise<void> {
  const surroundings = connections.surroundings();
  const secrets = stagedSecrets(surroundings.secrets);
  if (entered !== undefined) await secrets.set(entered.key, entered.secret);
  const { host = '' } = address;
  const user = await withProgress(vscode.l10n.t('Signing in to {0}', host), async (signal, report) => {
    const open = browserOpener(report);
    const rest = await signIn(signInOf(address), { ...surroundings, secrets, open });
    return currentUser(rest, signal);
  });
  await secrets.commit();
  connections.forget(text);
  lakehouses.refresh();
  void vscode.window.showInformationMessage(vscode.l10n.t('You are {0} in {1}.', user.name, host));
}

/** A profile is another tool's: either that signs in, or its token stands in the file. */
async function byProfile({ connections }: Services, { profile, host }: DatabricksAddress): Promise<void> {
  const login = vscode.l10n.t('Run databricks auth login in a Terminal');
  const file = profilesFile(connections.surroundings());
  const edit = vscode.l10n.t('Open {0}', file);
  const chosen = await vscode.window.showQuickPick([login, edit], {
    title: vscode.l10n.t('Sign In Again'),
    placeHolder: vscode.l10n.t('How is the profile {0} renewed?', profile ?? host ?? ''),
  });
  if (chosen === login) {
    inTerminal(
      profile === undefined
        ? `databricks auth login --host https://${host}`
        : `databricks auth login --profile ${JSON.stringify(profile)}`,
    );
  }
  if (chosen === edit) await vscode.window.showTextDocument(vscode.Uri.file(file));
}

/** The user sees what is run, and tries again when it has ended. */
function inTerminal(command: string): void {
  const terminal = vscode.window.createTerminal({ name: vscode.l10n.t('Sign In') });
  terminal.show();
  terminal.sendText(command);
}
