import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import type { AlertSubject } from '../../../src/generate/alert';
import { ALERT_FORMATS, type AlertFormat, generateAlert } from '../../../src/generate/generate';
import { matchesGolden } from '../support/golden';
import { readBlockYaml } from './blockYaml';
import { assertShape } from './bundleShape';

const OPTIONS = {
  warehouseId: '1234567890abcdef',
  cron: '0 0 8 * * ?',
  timeZone: 'UTC',
  paused: false,
  emails: ['ops@example.com'],
  webhooks: ['0481e838-0a59-4eff-9541-a4ca6f149574'],
};
const SUBJECTS: readonly AlertSubject[] = [
  { kind: 'modules', database: 'main.overwatch_etl', staleDays: 2 },
  { kind: 'failed-tables', root: '/mnt/back`up', days: 8 },
  { kind: 'no-snapshot', root: '/mnt/back`up', days: 8 },
];
const ENDINGS: Readonly<Record<AlertFormat, string>> = { sql: 'sql', json: 'json.txt', bundle: 'yml.txt' };

describe('golden alerts', () => {
  for (const subject of SUBJECTS) {
    for (const format of ALERT_FORMATS) {
      test(`${subject.kind} as ${format}`, () => {
        const file = path.join(__dirname, 'golden', `alert-${subject.kind}.${ENDINGS[format]}`);
        matchesGolden(file, generateAlert(subject, OPTIONS, format).text);
      });
    }
  }
});

test('an alert says the same in every format, and has the shape of the published schema', () => {
  for (const subject of SUBJECTS) {
    const bundle = readBlockYaml(generateAlert(subject, OPTIONS, 'bundle').text);
    assertShape(bundle);
    const [own] = Object.values(
      (bundle as { resources: { alerts: Record<string, { query_text: string }> } }).resources.alerts,
    );
    assert.deepEqual(own, JSON.parse(generateAlert(subject, OPTIONS, 'json').text));
    assert.equal(`${own?.query_text};\n`, generateAlert(subject, OPTIONS, 'sql').text);
  }
});

test('an alert that cannot be is refused', () => {
  const refused =
    (options: Partial<typeof OPTIONS>, subject = SUBJECTS[0]) =>
    () =>
      subject && generateAlert(subject, { ...OPTIONS, ...options }, 'json');
  const isUsage = (error: unknown) => error instanceof Fault && error.code === 'usage';
  assert.throws(refused({ cron: '0 8 * * *' }), isUsage);
  assert.throws(refused({ timeZone: 'here' }), isUsage);
  assert.throws(refused({ emails: ['nobody'] }), isUsage);
  assert.throws(refused({ webhooks: [''] }), isUsage);
  assert.throws(refused({}, { kind: 'no-snapshot', root: '/x', days: 0 }), isUsage);
});
