/** The page of readiness: the worst first, in words and colours, with what can be generated. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeReadiness } from '../../../../src/readiness/readiness';
import { readinessPage } from '../../../../src/vscode/pages/readinessPage';
import { bareCluster, DENIED, NOW, seen, WELL } from '../../readiness/support';

describe('the page of readiness', () => {
  const facts = { ...WELL, clusters: seen([bareCluster('<b>lost')]), alerts: DENIED };
  const { title, body } = readinessPage(judgeReadiness(facts), NOW + 999);

  it('says what was looked at, when, and how it stands', () => {
    assert.equal(title, 'ow: readiness');
    assert.match(body, /<h1>Readiness of ow<\/h1>/);
    assert.match(body, /<dd>main\.ow<\/dd>/);
    assert.match(body, /<dd>1 failed, 1 warning, 3 could not look, 9 passed<\/dd>/);
    assert.match(body, /<dd>2026-11-23T03:24:56Z<\/dd>/);
  });

  it('has a verdict in words and in colour, the worst first', () => {
    const verdicts = [...body.matchAll(/<strong class="(\w+)">([^<]+)</g)].map(
      ([, colour, word]) => `${colour} ${word}`,
    );
    assert.deepEqual(
      [...new Set(verdicts)],
      ['error failed', 'warning warning', 'muted could not look', 'good passed'],
    );
  });

  it('says why and what to do, and keeps names harmless', () => {
    const [, failed = ''] =
      /<section class="check"><strong class="error">([\s\S]*?)<\/section>/.exec(body) ?? [];
    assert.match(failed, /<p>No logs are kept by 1 of 1 all-purpose cluster: &#60;b&#62;lost\.<\/p>/);
    assert.match(failed, /<dt>Why<\/dt>.*<dt>Mend<\/dt>/);
    assert.match(failed, /<summary>Cluster policy that fixes where logs go, cluster-policy\.json<\/summary>/);
    assert.match(failed, /<a href="command:overwatch\.openFix\?%5B%7B%22language%22%3A%22json%22/);
  });

  it('puts checks together that could not look for the same reason', () => {
    const blind = judgeReadiness({
      ...facts,
      clusters: DENIED,
      jobs: DENIED,
      policies: DENIED,
      overwatchJobs: DENIED,
    });
    const page = readinessPage(blind, NOW).body;
    const [, together = ''] =
      /<section class="check"><strong class="muted">([\s\S]*?)<\/section>/.exec(page) ?? [];
    assert.match(together, /<dt>To look<\/dt><dd>Needed: /);
    assert.doesNotMatch(together, /<dt>Why<\/dt>/);
  });
});
