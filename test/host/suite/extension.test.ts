/** The extension as VS Code sees it: it activates fast, contributes what it registers, and finds databases. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const ID = 'overwatch-backup.overwatch-backup';

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(ID);
  assert.ok(found, `${ID} is not installed`);
  return found;
}

describe('extension', () => {
  it('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('registers every command that it contributes, and no other', async () => {
    await extension().activate();
    const contributed: { command: string }[] = extension().packageJSON.contributes.commands;
    const registered = (await vscode.commands.getCommands(true)).filter((id) => /^overwatch\.\w+$/.test(id));
    const ofViews = new Set(['overwatch.databases', 'overwatch.backups', 'overwatch.runs']);
    assert.deepEqual(
      registered.filter((id) => !ofViews.has(id)).sort(),
      contributed.map(({ command }) => command).sort(),
    );
  });
});
