import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commandLink, documentOf, header, html, safe, table, text } from '../../../../src/vscode/pages/html';

test('whatever a value holds, it cannot open a tag or leave an attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      assert.doesNotMatch(html`${value}`.replaceAll(/&#\d+;/g, ''), /[<>"'&]/);
    }),
  );
});

test('HTML made here is put in as it is, lists joined', () => {
  const bold = html`<b>${'<&>'}</b>`;
  assert.equal(html`<p>${safe([bold, text('!')])}</p>`, '<p><b>&#60;&#38;&#62;</b>!</p>');
});

test('empty facts are left out', () => {
  assert.equal(
    header('Title', [
      ['Path', '/a'],
      ['Features', ''],
    ]),
    '<h1>Title</h1><dl><dt>Path</dt><dd>/a</dd></dl>',
  );
});

test('a table has a name, column headings and a way in for the keyboard', () => {
  const made = table('First "rows"', [html`a`], [[html`1`]]);
  assert.match(made, /role="region" tabindex="0" aria-label="First &#34;rows&#34;"/);
  assert.match(made, /<th scope="col">a<\/th>/);
  assert.match(made, /<tbody><tr><td>1<\/td><\/tr><\/tbody>/);
});

test('a document lets nothing run and nothing load', () => {
  const page = documentOf({ title: '<x>', body: html`` }, 'abc123==');
  assert.match(page, /content="default-src 'none'; style-src 'nonce-abc123=='"/);
  assert.match(page, /<title>&#60;x&#62;<\/title>/);
  assert.doesNotMatch(page, /<script/);
});

test('a link brings its argument along, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const link = commandLink('<Open>', 'overwatch.open', { value });
      const [, query] = /^<a href="command:overwatch\.open\?([^"]*)">&#60;Open&#62;<\/a>$/.exec(link) ?? [];
      const decoded = (query ?? '').replaceAll(/&#(\d+);/g, (_all, code) =>
        String.fromCharCode(Number(code)),
      );
      assert.deepEqual(JSON.parse(decodeURIComponent(decoded)), [{ value }]);
    }),
  );
});
