/** The checks on backups, and on bronze where the audit source forgets. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditSource } from '../../../../src/readiness/checks/auditSource';
import { keptBackups, recentBackup, verifiedBackup } from '../../../../src/readiness/checks/backups';
import type { KnownBackups, KnownCopy } from '../../../../src/readiness/facts';
import { copy, DENIED, HOUR, seen, WELL } from '../support';

function backups(copies: readonly KnownCopy[], more: Partial<KnownBackups> = {}) {
  return { ...WELL, backups: seen({ roots: ['/backup/ow'], copies, unreadable: [], ...more }) };
}

const UNREADABLE = { code: 'damaged', message: 'The report of /backup/old is damaged.' } as const;

describe('the last good backup', () => {
  it('passes for a week, warns for a day, then fails', () => {
    const verdictAfter = (days: number) => recentBackup.look(backups([copy(days)])).verdict;
    assert.deepEqual([1, 7, 7.5, 8, 8.1, 40].map(verdictAfter), [
      'pass',
      'pass',
      'warn',
      'warn',
      'fail',
      'fail',
    ]);
  });

  it('is named with its time and run', () => {
    const { found } = recentBackup.look(backups([copy(40)]));
    assert.deepEqual(found, [
      'The last good one is of 2026-10-14T03:24:56Z, 40 days ago: run run-40 in /backup/ow.',
    ]);
  });

  it('is not one that failed', () => {
    const failed = recentBackup.look(backups([copy(1, { isGood: false }), copy(9)]));
    assert.equal(failed.verdict, 'fail');
    const none = recentBackup.look(backups([copy(1, { isGood: false })]));
    assert.match(none.found[0] ?? '', /None of 1 run copied every table: run run-1 in \/backup\/ow/);
  });

  it('fails where none was found, saying where it was looked for', () => {
    const nowhere = recentBackup.look(backups([], { roots: [] }));
    assert.equal(nowhere.verdict, 'fail');
    assert.deepEqual(nowhere.found, ['No backup of ow was found: the lakehouse lists none of it.']);
    assert.match(nowhere.mend ?? '', /A backup that lies elsewhere has to be named/);
  });

  it('could not look where a report that may tell of one cannot be read', () => {
    const { verdict, found } = recentBackup.look(backups([], { unreadable: [UNREADABLE] }));
    assert.deepEqual([verdict, found], ['could-not-look', [UNREADABLE.message]]);
    const old = recentBackup.look(backups([copy(40)], { unreadable: [UNREADABLE] }));
    assert.equal(old.verdict, 'could-not-look');
    assert.deepEqual(old.found.slice(1), [UNREADABLE.message]);
    // A good one that is seen is good enough.
    assert.equal(recentBackup.look(backups([copy(1)], { unreadable: [UNREADABLE] })).verdict, 'pass');
  });

  it('could not look where only Overwatch itself wrote, without times', () => {
    const { takenAt: _, ...undated } = copy(1);
    const { verdict, found } = recentBackup.look(backups([{ ...undated, takenAt: undefined }]));
    assert.equal(verdict, 'could-not-look');
    assert.match(found[0] ?? '', /does not say when/);
    // An older one of ours does not tell how old that one is.
    const mixed = recentBackup.look(backups([copy(40), { ...undated, takenAt: undefined }]));
    assert.equal(mixed.verdict, 'could-not-look');
  });
});

describe('states that can be brought back', () => {
  it('are to be more than one', () => {
    assert.equal(keptBackups.look(backups([copy(1), copy(8)])).verdict, 'pass');
    assert.equal(keptBackups.look(backups([copy(1), copy(8, { isGood: false })])).verdict, 'warn');
    assert.equal(keptBackups.look(backups([])).verdict, 'fail');
  });

  it('are not known where a report that may tell of more cannot be read', () => {
    const verdictOf = (...copies: readonly KnownCopy[]) =>
      keptBackups.look(backups(copies, { unreadable: [UNREADABLE] })).verdict;
    assert.equal(verdictOf(copy(1)), 'could-not-look');
    assert.equal(verdictOf(copy(1), copy(8)), 'pass');
  });
});

describe('the verification of the last backup', () => {
  it('is that of the newest run, good or not', () => {
    assert.equal(verifiedBackup.look(backups([copy(1), copy(8, { isVerified: false })])).verdict, 'pass');
    assert.equal(verifiedBackup.look(backups([copy(1, { isGood: false }), copy(8)])).verdict, 'fail');
    const unverified = verifiedBackup.look(backups([copy(1, { isVerified: false })]));
    assert.equal(unverified.verdict, 'warn');
    assert.equal(unverified.mend, 'Verify it: overwatch-backup verify --from /backup/ow');
    // A newer run may be in what cannot be read.
    const hidden = verifiedBackup.look(backups([copy(1)], { unreadable: [UNREADABLE] }));
    assert.equal(hidden.verdict, 'could-not-look');
  });
});

describe('an audit source that forgets', () => {
  const without = {
    backups: seen({ roots: ['/backup/ow'], copies: [copy(1, { tables: ['job_gold'] })], unreadable: [] }),
  };

  it('needs all bronze tables in the last good backup', () => {
    assert.deepEqual(auditSource.look(WELL).found, [
      'prod reads the Event Hub audit-hub.',
      'The last good backup, in /backup/ow, holds all bronze tables (1).',
    ]);
    const { verdict, found } = auditSource.look({ ...WELL, ...without });
    assert.equal(verdict, 'fail');
    assert.equal(found[1], 'The last good backup, in /backup/ow, lacks 1 bronze table: audit_log_bronze.');
    assert.equal(auditSource.look(backups([])).verdict, 'fail');
  });

  it('takes a bronze backup of its own for a week', () => {
    const gold = copy(1, { tables: ['job_gold'] });
    const verdictOf = (daysAgo: number) => auditSource.look(backups([gold, copy(daysAgo)])).verdict;
    assert.deepEqual([2, 7, 7.5].map(verdictOf), ['pass', 'pass', 'fail']);
    const undated = copy(2, { takenAt: undefined });
    assert.equal(auditSource.look(backups([gold, undated])).verdict, 'could-not-look');
  });

  it('could not look where there is no bronze table, or a report cannot be read that may tell of one', () => {
    assert.equal(auditSource.look({ ...WELL, bronze: seen([]) }).verdict, 'could-not-look');
    const gold = copy(1, { tables: ['job_gold'] });
    const unreadable = auditSource.look(backups([gold], { unreadable: [UNREADABLE] }));
    assert.equal(unreadable.verdict, 'could-not-look');
  });

  it('knows a table by the folder of its copy, whatever its case', () => {
    const facts = backups([copy(1, { tables: ['instancedetails'] })]);
    assert.equal(auditSource.look({ ...facts, bronze: seen(['instanceDetails']) }).verdict, 'pass');
  });

  it('believes the deployment config more than the last run', () => {
    const path = seen([{ workspace: 'prod', kind: 'path', path: 's3://audit/prod' } as const]);
    const { verdict, found } = auditSource.look({ ...WELL, ...without, config: path });
    assert.deepEqual([verdict, found], ['pass', ['No Event Hub: audit logs are read from s3://audit/prod.']]);
    assert.equal(auditSource.look({ ...WELL, config: DENIED }).verdict, 'could-not-look');
  });

  it('could not look where nothing says what the source is, or a part cannot be seen', () => {
    const unknown = seen([
      {
        organizationId: '1',
        workspace: 'prod',
        ranAt: WELL.now - HOUR,
        externalizeOptimize: true,
        audit: { workspace: 'prod', kind: 'unknown' } as const,
      },
    ]);
    const silent = auditSource.look({ ...WELL, pipeline: unknown });
    assert.equal(silent.verdict, 'could-not-look');
    assert.match(silent.mend ?? '', /readiness --config PATH reads it/);
    const config = seen([{ workspace: 'prod', kind: 'unknown' } as const]);
    const configured = auditSource.look({ ...WELL, config });
    assert.deepEqual(configured.found, [
      'Where audit logs come from is not known: the deployment config says nothing of prod.',
    ]);
    assert.doesNotMatch(configured.mend ?? '', /--config/);
    assert.equal(auditSource.look({ ...WELL, pipeline: seen([]) }).verdict, 'could-not-look');
    assert.deepEqual(auditSource.look({ ...WELL, backups: DENIED }).found, [
      'prod reads the Event Hub audit-hub.',
      'The workspace answered 403: no.',
    ]);
  });
});
