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
  it('activates, and waits for nothing', async () => {
    const startedAt = performance.now();
    await extension().activate();
    const took = performance.now() - startedAt;
    assert.equal(extension().isActive, true);
    // The goal of 50 ms is measured by the benchmark, on a machine at rest.
    assert.ok(took < 1000, `${took} ms`);
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
