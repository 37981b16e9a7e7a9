import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importNotebook, makeFolder, notebookUrl } from '../../../src/workspace/workspaceObjects';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;
const SCALA = { language: 'SCALA', format: 'SOURCE', overwrite: false } as const;

describe('objects of a workspace', () => {
  it('are notebooks in the language they are written in', async (test) => {
    const { rest, objects } = await startFakeWorkspace(test);
    await importNotebook(rest, '/Shared/n', '// Databricks notebook source\nval ü = 1\n', SCALA, NEVER);
    const notebook = objects.objects.get('/Workspace/Shared/n');
    assert.deepEqual([notebook?.type, notebook?.language], ['NOTEBOOK', 'SCALA']);
    assert.equal(notebook?.content.toString(), '// Databricks notebook source\nval ü = 1\n');

    const jupyter = JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 });
    const options = { language: 'PYTHON', format: 'JUPYTER', overwrite: false } as const;
    await importNotebook(rest, '/Workspace/Users/me@example.com/j', jupyter, options, NEVER);
    assert.equal(objects.objects.get('/Workspace/Users/me@example.com/j')?.content.toString(), jupyter);
  });

  it('are replaced only where that is wanted', async (test) => {
    const { rest, objects, trouble } = await startFakeWorkspace(test);
    await importNotebook(rest, '/Workspace/Shared/n', '1', SCALA, NEVER);
    await assert.rejects(importNotebook(rest, '/Workspace/Shared/n', '2', SCALA, NEVER), {
      code: 'conflict',
    });
    trouble(/import$/, 'drop');
    await importNotebook(rest, '/Workspace/Shared/n', '2', { ...SCALA, overwrite: true }, NEVER);
    assert.equal(objects.objects.get('/Workspace/Shared/n')?.content.toString(), '2');
    trouble(/import$/, 'drop');
    await assert.rejects(importNotebook(rest, '/Workspace/Shared/m', '2', SCALA, NEVER), {
      message: /Whether it took effect is not known/,
    });
  });

  it('need their folder, which is made with those above it', async (test) => {
    const { rest, objects } = await startFakeWorkspace(test);
    const path = '/Workspace/Shared/a/b/n';
    await assert.rejects(importNotebook(rest, path, '1', SCALA, NEVER), {
      code: 'not-found',
      message: /The parent folder \(\/Workspace\/Shared\/a\/b\) does not exist/,
    });
    await makeFolder(rest, '/Workspace/Shared/a/b', NEVER);
    await makeFolder(rest, '/Workspace/Shared/a/b', NEVER);
    await importNotebook(rest, path, '1', SCALA, NEVER);
    assert.equal(objects.objects.get('/Workspace/Shared/a')?.type, 'DIRECTORY');
    await assert.rejects(makeFolder(rest, `${path}/c`, NEVER), { code: 'conflict' });
  });

  it('have a page each, by an id that no number holds', async (test) => {
    const { rest } = await startFakeWorkspace(test);
    await importNotebook(rest, '/Workspace/Shared/n', '1', SCALA, NEVER);
    const url = await notebookUrl(rest, '/Workspace/Shared/n', NEVER);
    assert.match(url, /^https:\/\/[^/]+\/(\?o=\d+)?#notebook\/9007199254740995$/);
    await assert.rejects(notebookUrl(rest, '/Workspace/Shared/m', NEVER), { code: 'not-found' });
  });
});
