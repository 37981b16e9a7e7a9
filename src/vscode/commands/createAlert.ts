/** Create Alert…: makes an alert of Databricks SQL on what Overwatch and its backups do not say aloud, or writes it down. */

import * as vscode from 'vscode';
import { ALERT_KINDS } from '../../generate/alert';
import { isDatabricksAddress } from '../../lakehouse/address';
import { shownPlace } from '../../lakehouse/placeText';
import { deliverFiles } from '../generated/files';
import { openInBrowser } from '../openInBrowser';
import { type AlertDraft, type AlertStart, toAlert, toAlertOptions } from '../pickers/alertDraft';
import { deliveryOf } from '../pickers/generatedStep';
import { likelyName } from '../pickers/subjectDraft';
import type { PlaceChoice } from '../pickers/wizard';
import type { Services } from '../services';
import { readSettings } from '../settings';
import type { Subject } from '../trees/node';
import { withProgress } from '../withProgress';
import type { Command } from './command';
import { backupPlace } from './subjectStart';

export const createAlert: Command = async (services, subject) => {
  const { addressOf, askAlert } = await import('../pickers/alertWizard');
  const asked = await askAlert(services, startOf(services, subject));
  if (asked === undefined) return;
  const { draft, target } = asked;
  if (target === undefined) {
    const written = deliveryOf(asked);
    if (written !== undefined) await deliverFiles(written);
    return;
  }
  await make(services, draft, { address: addressOf(draft), id: target === 'new' ? undefined : target.id });
};

function startOf(services: Services, subject: Subject): AlertStart {
  const { staleDays } = readSettings();
  switch (subject.kind) {
    case 'database':
    case 'health':
      return { kinds: ['modules'], staleDays, ...placeOf('snapshot', subject) };
    case 'backup': {
      const source = backupPlace(services, subject);
      return { kinds: ['failed-tables', 'no-snapshot'], staleDays, ...placeOf('restore', source) };
    }
    default:
      return { kinds: ALERT_KINDS, staleDays, place: undefined, address: undefined, likely: '' };
  }
}

/** What a folder of this machine is called on Databricks has to be asked. @param process that reads such a place */
function placeOf(
  process: 'snapshot' | 'restore',
  source: PlaceChoice,
): Pick<AlertStart, 'place' | 'address' | 'likely'> {
  const { location, folder } = source;
  return isDatabricksAddress(folder)
    ? { place: shownPlace(location), address: folder, likely: '' }
    : { place: undefined, address: undefined, likely: likelyName(process, source) };
}

async function make(
  { connections }: Services,
  draft: AlertDraft,
  { address, id }: { readonly address: string; readonly id: string | undefined },
): Promise<void> {
  const { placeAlert } = await import('../workspaces/placeAlert');
  const { alertUrl } = await import('../../workspace/alerts');
  const { alertName } = await import('../../generate/alert');
  const { rest, warehouse } = await connections.open(address);
  const subject = toAlert(draft);
  const name = alertName(subject);
  const options = toAlertOptions(draft, warehouse);
  const made = await withProgress(vscode.l10n.t('Creating the alert {0}', name), (signal) =>
    placeAlert(rest, { subject, options, id }, signal),
  );
  const open = vscode.l10n.t('Open in Browser');
  const text =
    id === undefined
      ? vscode.l10n.t('The alert “{0}” has been created.', name)
      : vscode.l10n.t('The alert “{0}” has been updated.', name);
  if ((await vscode.window.showInformationMessage(text, open)) === open)
    await openInBrowser(alertUrl(rest, made));
}
