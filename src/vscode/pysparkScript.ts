/** The PySpark script of the product, which jobs run and notebooks hold. */

import { readFile } from 'node:fs/promises';
import type * as vscode from 'vscode';

export async function readPysparkScript(
  context: Pick<vscode.ExtensionContext, 'asAbsolutePath'>,
): Promise<string> {
  const { SCRIPT_FILE } = await import('../generate/script');
  return readFile(context.asAbsolutePath(SCRIPT_FILE), 'utf8');
}
