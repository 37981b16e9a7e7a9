/** Starts the browser of the npm-only host and opens the workbench in it. */

const launchLimitMs = 30_000;
const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Opens a host's workbench in a headless browser; see browser.d.mts. The page may read and write the clipboard.
 * What the page prints goes to `onConsole`, which is where the extension host's own output arrives.
 */
export async function openWorkbench(host, { width = 1400, height = 900, onConsole = () => {} } = {}) {
  const { chromium } = host.installation.require('playwright-core');
  const browser = await chromium.launch({
    executablePath: host.installation.chromium,
    env: { ...process.env, ...host.installation.chromiumEnv },
    args: launchArguments,
    timeout: launchLimitMs,
  });
  try {
    const context = await browser.newContext({
      viewport: { width, height },
      permissions: ['clipboard-read', 'clipboard-write'],
      acceptDownloads: true,
    });
    const page = await context.newPage();
    page.on('console', (message) => onConsole(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => onConsole(`page error: ${error.stack ?? error.message}`));
    await page.goto(host.url, { timeout: launchLimitMs });
    return { browser, page };
  } catch (error) {
    await browser.close();
    throw new Error('Could not open the workbench in the browser', { cause: error });
  }
}
