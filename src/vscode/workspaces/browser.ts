/** A sign-in in the browser: the Databricks CLI's business where that is installed, since it keeps and refreshes the token for all tools. */

import * as vscode from 'vscode';
import { asFault, Fault } from '../../base/fault';
import { type Surroundings, signIn, signInOf } from '../../lakehouse/databricks/connect';
import { openInBrowser } from '../openInBrowser';
import type { ReportProgress } from '../withProgress';
import type { SignInChoice } from './ways';

/** How long the CLI is given to say whether it has a token, ms. */
const LIMIT = 20_000;

/** The same choice by the Databricks CLI, where the user has signed in with it to that host; otherwise as it is. */
export async function signInByTools(choice: SignInChoice, surroundings: Surroundings): Promise<SignInChoice> {
  if (choice.auth !== 'oauth-user' || choice.client !== undefined) return choice;
  const byTool: SignInChoice = { ...choice, auth: 'databricks-cli' };
  try {
    const { tokens } = await signIn(
      signInOf({ kind: 'databricks', ...byTool, warehouse: '', catalogs: [] }),
      surroundings,
    );
    await tokens.token(AbortSignal.timeout(LIMIT));
    return byTool;
  } catch (error) {
    // Not installed, not signed in, or hanging: our own way needs none of it.
    const { code } = asFault(error);
    if (code === 'unauthenticated' || code === 'timeout' || code === 'cancelled') return choice;
    throw error;
  }
}

/** Opens the browser for a sign-in, and says in the progress what is waited for. */
export function browserOpener(report: ReportProgress): (url: string) => Promise<void> {
  return async (url) => {
    report(vscode.l10n.t('waiting for you to finish in the browser'), 0);
    if (await openInBrowser(url)) return;
    throw new Fault('unauthenticated', vscode.l10n.t('The browser was not opened, so nobody is signed in.'), {
      advice: vscode.l10n.t('Try again, or sign in another way.'),
    });
  };
}
