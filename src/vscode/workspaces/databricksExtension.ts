/** The workspace that Databricks' own extension is connected to, where that is installed and running. It is a help, never a need. */

import * as vscode from 'vscode';
import { type ExtensionWorkspace, workspaceIn } from './extensionApi';

const ID = 'databricks.databricks';

/** Undefined where there is none, or it says so in a way that is not known here. */
export async function extensionWorkspace(): Promise<ExtensionWorkspace | undefined> {
  const extension = vscode.extensions.getExtension<unknown>(ID);
  return extension?.isActive === true ? await workspaceIn(extension.exports) : undefined;
}
