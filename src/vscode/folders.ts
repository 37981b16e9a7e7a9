/** Folder paths as people write them. */

import path from 'node:path';

/**
 * A folder from a setting or a text box as an absolute path: `~` is the home directory, `${workspaceFolder}` the first folder of
 * the workspace (left as it is where there is none), and a relative path starts at the workspace, else at the home directory.
 */
export function expandFolder(folder: string, home: string, workspaceFolder: string | undefined): string {
  let text = folder.trim();
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how settings write it.
  if (workspaceFolder !== undefined) text = text.replaceAll('${workspaceFolder}', workspaceFolder);
  if (text === '~' || text.startsWith('~/') || text.startsWith('~\\')) text = home + text.slice(1);
  return path.resolve(workspaceFolder ?? home, text);
}

/** A path as it is shown: the home directory as `~`. */
export function shortenFolder(folder: string, home: string): string {
  if (folder === home) return '~';
  return folder.startsWith(home + path.sep) ? `~${folder.slice(home.length)}` : folder;
}
