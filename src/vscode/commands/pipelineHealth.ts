/** Show Pipeline Health…: which modules of Overwatch failed or no longer come forward, and where to begin. */

import * as vscode from 'vscode';
import { optionsOfDays } from '../../backup/health/verdict';
import { healthPage } from '../pages/healthPage';
import { showPage } from '../pages/panel';
import { pickDatabase } from '../pickers/pickPlace';
import { readSettings } from '../settings';
import { withProgress } from '../withProgress';
import type { Command } from './command';

export const pipelineHealth: Command = async (services, subject) => {
  const isGiven = subject.kind === 'database' || subject.kind === 'health';
  const database = isGiven ? subject : await pickDatabase(services);
  if (database === undefined) return;
  const { lakehouse, name, location } = database;
  const readAt = Date.now();
  const { staleDays } = readSettings();
  const title = vscode.l10n.t('Reading the pipeline health of {0}', name);
  const health = await withProgress(title, async (signal) => {
    const { readHealth } = await import('../../backup/health/readHealth');
    return readHealth(location, lakehouse, { ...optionsOfDays(staleDays, readAt), signal });
  });
  services.tables.noteHealth(lakehouse, location, health);
  const key = `health:${lakehouse.host ?? ''}:${location}`;
  showPage(healthPage(health, { name, location, staleDays, readAt }), { key });
};
