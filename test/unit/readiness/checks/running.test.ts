/** The checks on what runs: alerts, optimize, and the jobs of Overwatch. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OverwatchJob } from '../../../../src/jobs/overwatchJobs';
import { backupAlert, moduleAlert } from '../../../../src/readiness/checks/alerts';
import { optimizeExternalized, optimizerJob } from '../../../../src/readiness/checks/optimize';
import { overwatchJobs } from '../../../../src/readiness/checks/overwatchJobs';
import type { Facts, PipelineRun } from '../../../../src/readiness/facts';
import type { Alert } from '../../../../src/workspace/alerts';
import { DENIED, HOUR, job, NOW, overwatchJob, run, seen, WELL } from '../support';

const AWAKE = { cron: '0 0 8 * * ?', timeZone: 'UTC', paused: false };

function alert(queryText: string, more: Partial<Alert> = {}): Alert {
  return { id: '1', name: 'mine', queryText, schedule: AWAKE, ...more };
}

describe('the alert on modules', () => {
  const verdictOf = (...alerts: readonly Alert[]) =>
    moduleAlert.look({ ...WELL, alerts: seen(alerts) }).verdict;

  it('is found by what its query reads', () => {
    assert.equal(verdictOf(alert('SELECT * FROM main.OW.pipeline_report')), 'pass');
    // Which database that view is of is not said.
    assert.equal(verdictOf(alert('SELECT * FROM consumer.pipReport')), 'could-not-look');
    assert.equal(verdictOf(alert('SELECT * FROM consumer.pipReport', { state: 'ERROR' })), 'fail');
    assert.equal(
      verdictOf(alert('SELECT * FROM consumer.pipReport'), alert('SELECT * FROM ow.pipeline_report')),
      'pass',
    );
    assert.equal(verdictOf(alert('SELECT * FROM main.ow_test.pipeline_report')), 'fail');
    assert.equal(verdictOf(alert('SELECT * FROM delta.`/backup/ow/clone_report`')), 'fail');
  });

  it('must be awake and able to run', () => {
    const query = 'SELECT * FROM main.ow.pipeline_report';
    const { schedule: _, ...unscheduled } = alert(query);
    assert.equal(verdictOf(unscheduled), 'warn');
    assert.equal(verdictOf(alert(query, { schedule: { ...AWAKE, paused: true } })), 'warn');
    assert.equal(verdictOf(alert(query, { state: 'ERROR' })), 'fail');
    assert.equal(verdictOf(alert(query, { state: 'TRIGGERED' })), 'pass');
    assert.equal(verdictOf(alert(query, { state: 'ERROR' }), alert(query)), 'warn');
  });

  it('is generated where it is missing', () => {
    const { found, fixes = [] } = moduleAlert.look({ ...WELL, alerts: seen([]) });
    assert.deepEqual(found, ['None of the 0 alerts you may see watches pipeline_report of ow.']);
    assert.deepEqual(
      fixes.map(({ fileName }) => fileName),
      ['overwatch-alert-modules.json', 'overwatch-alert-modules.sql'],
    );
    assert.match(fixes[1]?.text ?? '', /FROM `main`\.`ow`\.`pipeline_report`/);
  });

  it('could not look without the right', () => {
    assert.equal(moduleAlert.look({ ...WELL, alerts: DENIED }).verdict, 'could-not-look');
  });
});

describe('the alert on backups', () => {
  it('is found by its root, and generated for it', () => {
    const other = { ...WELL, alerts: seen([alert('SELECT 1 FROM delta.`/backup/test/clone_report`')]) };
    const { verdict, fixes = [] } = backupAlert.look(other);
    assert.equal(verdict, 'fail');
    assert.deepEqual(
      fixes.map(({ fileName }) => fileName),
      [
        'overwatch-alert-no-snapshot.json',
        'overwatch-alert-no-snapshot.sql',
        'overwatch-alert-failed-tables.json',
        'overwatch-alert-failed-tables.sql',
      ],
    );
    assert.match(fixes[1]?.text ?? '', /delta\.`\/backup\/ow\/clone_report`/);
  });

  it('is not known where no root tells whose backup an alert watches', () => {
    const nowhere = seen({ roots: [], copies: [], unreadable: [] });
    for (const backups of [DENIED, nowhere]) {
      const { verdict, found } = backupAlert.look({ ...WELL, backups });
      assert.deepEqual([verdict, found[0]], ['could-not-look', 'On watch: backups.']);
      assert.equal(backupAlert.look({ ...WELL, backups, alerts: seen([]) }).verdict, 'fail');
    }
  });

  it('is not made for the folder of one bronze backup', () => {
    const roots = ['/bronze/2026-11-20/1763600000000'];
    const facts: Facts = { ...WELL, alerts: seen([]), backups: seen({ roots, copies: [], unreadable: [] }) };
    assert.deepEqual(backupAlert.look(facts).fixes, []);
  });
});

function pipeline(...flags: readonly (boolean | undefined)[]): Facts {
  const runs = flags.map((externalizeOptimize, index): PipelineRun => {
    const workspace = `ws${index}`;
    return {
      organizationId: `${index}`,
      workspace,
      ranAt: NOW,
      externalizeOptimize,
      audit: { workspace, kind: 'unknown' },
    };
  });
  return { ...WELL, pipeline: seen(runs) };
}

describe('externalized optimize', () => {
  it('warns where a workspace optimizes by itself, and could not look where the report is silent', () => {
    assert.equal(optimizeExternalized.look(pipeline(true, true)).verdict, 'pass');
    const inside = optimizeExternalized.look(pipeline(true, false, undefined));
    assert.deepEqual(
      [inside.verdict, inside.found],
      ['warn', ['In 1 of 3 workspaces the last run optimized by itself: ws1.']],
    );
    assert.equal(optimizeExternalized.look(pipeline(true, undefined)).verdict, 'could-not-look');
    assert.equal(optimizeExternalized.look(pipeline()).verdict, 'could-not-look');
  });

  it('needs a job, or else nothing optimizes', () => {
    const none = { overwatchJobs: seen([overwatchJob('runner', job('Overwatch'))]) };
    assert.equal(optimizerJob.look({ ...pipeline(true), ...none }).verdict, 'fail');
    const inside = optimizerJob.look({ ...pipeline(false), ...none });
    assert.equal(inside.verdict, 'warn');
    assert.equal(inside.fixes?.[0]?.fileName, 'optimizer-job.json');
  });

  it('needs the job to have a schedule', () => {
    const { start: _, ...unscheduled } = job('Optimizer');
    const paused = job('Optimizer', { start: { kind: 'schedule', paused: true } });
    for (const one of [unscheduled, paused]) {
      const facts = { ...WELL, overwatchJobs: seen([overwatchJob('optimizer', one)]) };
      assert.equal(optimizerJob.look(facts).verdict, 'warn');
    }
    assert.deepEqual(optimizerJob.look(WELL).found, ['Optimizer does, and starts by itself.']);
  });
});

describe('the jobs of Overwatch', () => {
  const look = (...jobs: readonly OverwatchJob[]) =>
    overwatchJobs.look({ ...WELL, overwatchJobs: seen(jobs) });

  it('fail with their last run, saying why and where', () => {
    const state = { kind: 'ended', result: 'failed', message: 'Out of memory.' } as const;
    const failed = run(state, { pageUrl: 'https://ws/run/1' });
    const { verdict, found } = look(overwatchJob('runner', job('Overwatch'), { kind: 'run', run: failed }));
    assert.equal(verdict, 'fail');
    assert.deepEqual(found, [
      'Overwatch: its last run of 2026-11-23T02:24:56Z failed: Out of memory (https://ws/run/1).',
    ]);
  });

  it('warn where they are paused, never ran, or were stopped', () => {
    const { start: _, ...byHand } = job('Overwatch');
    const paused = job('Overwatch', { start: { kind: 'schedule', paused: true } });
    const ended = (result: 'cancelled' | 'skipped') =>
      ({ kind: 'run', run: run({ kind: 'ended', result }) }) as const;
    assert.equal(look(overwatchJob('runner', paused)).verdict, 'warn');
    assert.equal(look(overwatchJob('runner', byHand)).verdict, 'warn');
    assert.equal(look(overwatchJob('runner', job('Overwatch'), { kind: 'none' })).verdict, 'warn');
    assert.equal(look(overwatchJob('runner', job('Overwatch'), ended('cancelled'))).verdict, 'warn');
    assert.equal(look(overwatchJob('runner', job('Overwatch'), ended('skipped'))).verdict, 'warn');
    // A restore is started by hand.
    assert.equal(
      look(overwatchJob('runner', job('Overwatch')), overwatchJob('backup', byHand)).verdict,
      'pass',
    );
  });

  it('warn where the runner has a schedule and has not run for more than a week', () => {
    const verdictAfter = (days: number, kind: OverwatchJob['kind']) => {
      const old = run({ kind: 'ended', result: 'success' }, { startedAt: NOW - days * 24 * HOUR });
      return look(
        overwatchJob('runner', job('Overwatch')),
        overwatchJob(kind, job('Another'), { kind: 'run', run: old }),
      ).verdict;
    };
    assert.deepEqual([verdictAfter(7.5, 'runner'), verdictAfter(9, 'runner')], ['pass', 'warn']);
    assert.equal(verdictAfter(30, 'backup'), 'pass');
  });

  it('pass while they run', () => {
    const running = { kind: 'run', run: run({ kind: 'running' }) } as const;
    assert.equal(look(overwatchJob('runner', job('Overwatch'), running)).verdict, 'pass');
  });

  it('could not look where the runner is not among those that are seen', () => {
    const { verdict, found } = look(overwatchJob('backup', job('Snapshot')));
    assert.equal(verdict, 'could-not-look');
    assert.equal(found[0], 'None of the 1 job you may see runs the modules of Overwatch.');
    const hidden = overwatchJob('runner', job('Overwatch'), DENIED);
    assert.equal(look(hidden).verdict, 'could-not-look');
  });
});
