/** The clone report's editor tab: one for each backup root, brought back when the window is reloaded. */

import * as vscode from 'vscode';
import { isDatabricksAddress } from '../../lakehouse/address';
import { lastPart } from '../../lakehouse/placeText';
import { parseSavedReport, type SavedReport } from '../../webview/messages';
import { reportHtml } from './html';
import { createReportSession, type ReportSession, type ReportSource } from './session';

export type { ReportSource } from './session';

/** The view type; `package.json` names it in the activation event `onWebviewPanel:overwatchBackup.report`. */
export const REPORT_VIEW_TYPE = 'overwatchBackup.report';

interface OpenReport {
  readonly panel: vscode.WebviewPanel;
  readonly session: ReportSession;
}

/** By {@link keyOf}. */
const open = new Map<string, OpenReport>();

/** Shows the report of a root: reads it again where it is open already. Without `runId` the newest run is shown. */
export function showReport(
  context: vscode.ExtensionContext,
  request: ReportSource & { readonly runId?: string },
): void {
  const existing = open.get(keyOf(request));
  if (existing !== undefined) {
    existing.panel.reveal();
    void existing.session.reload(request.runId);
    return;
  }
  const panel = vscode.window.createWebviewPanel(
    REPORT_VIEW_TYPE,
    titleOf(request.root),
    vscode.ViewColumn.Active,
    webviewOptions(context),
  );
  attach(context, panel, request, request.runId);
}

/**
 * Brings open reports back after a reload of the window.
 *
 * @param reopen makes the source of a saved report again; undefined where its lakehouse is gone, which closes the tab.
 */
export function registerReportSerializer(
  context: vscode.ExtensionContext,
  reopen: (saved: SavedReport) => ReportSource | undefined,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(REPORT_VIEW_TYPE, {
    async deserializeWebviewPanel(panel, state) {
      const saved = parseSavedReport(state);
      const source = saved === undefined ? undefined : reopen(saved);
      if (source === undefined || open.has(keyOf(source))) return panel.dispose();
      panel.webview.options = webviewOptions(context);
      attach(context, panel, source, saved?.runId);
    },
  });
}

function attach(
  context: vscode.ExtensionContext,
  panel: vscode.WebviewPanel,
  source: ReportSource,
  runId: string | undefined,
): void {
  const { webview } = panel;
  const session = createReportSession(
    source,
    (message) => void webview.postMessage(message),
    async (run) => (await import('./exportRun')).askAndExportRun(run),
    runId,
  );
  open.set(keyOf(source), { panel, session });
  const listening = webview.onDidReceiveMessage((message: unknown) => session.receive(message));
  panel.onDidDispose(() => {
    listening.dispose();
    session.dispose();
    open.delete(keyOf(source));
  });
  const local = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(bundles(context), name)).toString();
  webview.html = reportHtml({
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID(),
    script: local('report.js'),
    styles: local('report.css'),
  });
}

function webviewOptions(context: vscode.ExtensionContext): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [bundles(context)] };
}

function bundles(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
}

/** A root of a workspace is one of that workspace; a folder is the same by whichever lakehouse it was come to. */
function keyOf({ lakehouse, root }: Pick<ReportSource, 'lakehouse' | 'root'>): string {
  return isDatabricksAddress(lakehouse) ? `${lakehouse}\n${root}` : root;
}

function titleOf(root: string): string {
  return vscode.l10n.t('Report: {0}', lastPart(root));
}
