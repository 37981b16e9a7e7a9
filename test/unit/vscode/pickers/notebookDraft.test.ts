import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  languageOf,
  NEW_NOTEBOOK,
  notebookStepIds,
  withDialect,
  withFormat,
} from '../../../../src/vscode/pickers/notebookDraft';
import { fullSnapshot } from '../support/subject';

const subject = fullSnapshot();
const NOWHERE = { isWorkspaceAsked: false, isThere: false };

test('another dialect has its own best format, and keeps one that it has too', () => {
  assert.equal(withDialect(NEW_NOTEBOOK, 'jar', subject).format, 'scala');
  assert.equal(withDialect({ ...NEW_NOTEBOOK, format: 'ipynb' }, 'jar', subject).format, 'ipynb');
  assert.equal(withDialect({ ...NEW_NOTEBOOK, format: 'sql' }, 'no-jar', subject).format, 'sql');
});

test('a Jupyter notebook and the script are whole', () => {
  const snippet = { ...NEW_NOTEBOOK, snippet: true };
  assert.equal(withFormat(snippet, 'ipynb').snippet, false);
  assert.equal(withFormat(snippet, 'script').snippet, false);
  assert.equal(withFormat(snippet, 'sql').snippet, true);
  assert.ok(!notebookStepIds(withFormat(snippet, 'script'), undefined, NOWHERE).includes('extent'));
});

test('a Jupyter notebook is in the language of its dialect', () => {
  assert.equal(languageOf({ dialect: 'jar', format: 'ipynb', snippet: false }), 'scala');
  assert.equal(languageOf({ dialect: 'no-jar', format: 'ipynb', snippet: false }), 'python');
  assert.equal(languageOf({ dialect: 'no-jar', format: 'sql', snippet: false }), 'sql');
});

test('an import asks for the workspace where there are several, and before anything is replaced', () => {
  const own = ['dialect', 'format', 'extent', 'generated'];
  assert.deepEqual(notebookStepIds(NEW_NOTEBOOK, 'editor', { isWorkspaceAsked: true, isThere: true }), own);
  assert.deepEqual(notebookStepIds(NEW_NOTEBOOK, 'import', NOWHERE), [...own, 'path']);
  assert.deepEqual(notebookStepIds(NEW_NOTEBOOK, 'import', { isWorkspaceAsked: true, isThere: true }), [
    ...own,
    'workspace',
    'path',
    'replace',
  ]);
});
