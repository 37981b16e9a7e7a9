import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportHtml } from '../../../../src/vscode/report/html';

const html = reportHtml({
  cspSource: 'https://webview.test',
  nonce: 'n0nce',
  script: 'https://webview.test/report.js',
  styles: 'https://webview.test/report.css',
});

test('the page may load nothing but its own script and styles', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  assert.equal(
    policy,
    "default-src 'none'; style-src https://webview.test 'nonce-n0nce'; script-src 'nonce-n0nce'",
  );
});

test('its only script carries the nonce, and there is no inline script, style or handler', () => {
  assert.deepEqual(html.match(/<script[^>]*>/g), [
    '<script nonce="n0nce" src="https://webview.test/report.js">',
  ]);
  assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=/);
  assert.match(html, /<html lang="en">/);
});
