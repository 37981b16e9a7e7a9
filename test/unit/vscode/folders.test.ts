import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { expandFolder, shortenFolder } from '../../../src/vscode/folders';

const home = path.resolve('/home/ada');
const workspace = path.resolve('/home/me/lake');

test('expands the home directory, the workspace folder and relative paths', () => {
  assert.equal(expandFolder('~', home, workspace), home);
  assert.equal(expandFolder(' ~/ow ', home, workspace), path.join(home, 'ow'));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how settings write it.
  assert.equal(expandFolder('${workspaceFolder}/ow', home, workspace), path.join(workspace, 'ow'));
  assert.equal(expandFolder('ow', home, workspace), path.join(workspace, 'ow'));
  assert.equal(expandFolder('ow', home, undefined), path.join(home, 'ow'));
  assert.equal(expandFolder('/mnt/ow/', home, workspace), path.resolve('/mnt/ow'));
});

test('a tilde inside a name is a tilde', () => {
  assert.equal(expandFolder('/mnt/~ow', home, workspace), path.resolve('/mnt/~ow'));
  assert.equal(expandFolder('~ow', home, workspace), path.join(workspace, '~ow'));
});

test('shortens the home directory only where it is one', () => {
  assert.equal(shortenFolder(home, home), '~');
  assert.equal(shortenFolder(path.join(home, 'ow'), home), `~${path.sep}ow`);
  assert.equal(shortenFolder(`${home}-other`, home), `${home}-other`);
});
