/** Builds the HTML of read-only pages. Everything that is not written here is escaped; there are no scripts. */

/** HTML that is safe to put into a page. Only this file makes it from text. */
export type Html = string & { readonly html: unique symbol };

export interface Page {
  /** What the tab says. */
  readonly title: string;
  readonly body: Html;
}

/** Text as HTML. */
export function text(value: string): Html {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`) as Html;
}

/** A template whose values are escaped unless they are HTML already made here; lists are joined. */
export function html(literals: TemplateStringsArray, ...values: readonly (Safe | string | number)[]): Html {
  return literals.map((literal, index) => literal + htmlOf(values[index])).join('') as Html;
}

/** HTML as a value that {@link html} does not escape again. */
export interface Safe {
  readonly safe: Html | readonly Html[];
}

export function safe(content: Html | readonly Html[]): Safe {
  return { safe: content };
}

function htmlOf(value: Safe | string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return text(String(value));
  return typeof value.safe === 'string' ? value.safe : value.safe.join('');
}

/** A heading with facts under it, as pairs of label and value; empty values are left out. */
export function header(title: string, facts: readonly (readonly [string, string])[]): Html {
  const shown = facts.filter(([, value]) => value !== '');
  const items = shown.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`);
  return html`<h1>${title}</h1><dl>${safe(items)}</dl>`;
}

/** A cell, or the heading of a column, that holds figures: they line up at the right. */
export function figure(value: string | number): Html {
  return html`<span class="number">${value}</span>`;
}

/** A table that scrolls by itself and can be reached with the keyboard. `label` is its name for screen readers. */
export function table(label: string, heads: readonly Html[], rows: readonly (readonly Html[])[]): Html {
  const head = heads.map((cell) => html`<th scope="col">${safe(cell)}</th>`);
  const body = rows.map((cells) => html`<tr>${safe(cells.map((cell) => html`<td>${safe(cell)}</td>`))}</tr>`);
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table><thead><tr>${safe(head)}</tr></thead><tbody>${safe(body)}</tbody></table></div>`;
}

/** A link that runs a command, where the page was shown with it. @param argument is sent as JSON */
export function commandLink(label: string, command: string, argument: unknown): Html {
  return html`<a href="command:${command}?${encodeURIComponent(JSON.stringify([argument]))}">${label}</a>`;
}

/** A whole document with the editor's colours. `nonce` is random and used once. */
export function documentOf({ title, body }: Page, nonce: string): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">${safe(STYLE)}</style>
</head>
<body><main>${safe(body)}</main></body>
</html>
`;
}

const STYLE = `
html, body { height: 100%; }
body { padding: 0; color: var(--vscode-editor-foreground); background: var(--vscode-editor-background); font-size: var(--vscode-font-size); }
main { height: 100%; box-sizing: border-box; padding: 16px 20px; display: flex; flex-direction: column; }
h1 { font-size: 1.4em; font-weight: 600; margin: 0 0 8px; }
h2 { font-size: 1.1em; font-weight: 600; margin: 16px 0 6px; }
ol { margin: 0 0 12px; padding-left: 1.6em; }
dl { margin: 0 0 12px; display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; }
dt { color: var(--vscode-descriptionForeground); }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow: auto; min-height: 3.9em; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
.scroll:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
table { border-collapse: collapse; min-width: 100%; font-variant-numeric: tabular-nums; }
th { position: sticky; top: 0; text-align: left; font-weight: 600; background: var(--vscode-editorWidget-background); box-shadow: 0 1px var(--vscode-panel-border, var(--vscode-contrastBorder)); }
th, td { padding: 4px 12px; vertical-align: top; white-space: nowrap; }
tbody tr:hover { background: var(--vscode-list-hoverBackground); }
td { border-top: 1px solid var(--vscode-editorWidget-border, transparent); max-width: 46em; overflow: hidden; text-overflow: ellipsis; }
.number { text-align: right; display: block; }
.type, .muted { color: var(--vscode-descriptionForeground); font-weight: normal; }
.type { font-family: var(--vscode-editor-font-family); font-size: .9em; }
.null { color: var(--vscode-descriptionForeground); font-style: italic; }
.wrap { white-space: normal; overflow-wrap: anywhere; min-width: 20em; display: block; }
.error { color: var(--vscode-errorForeground); }
.warning { color: var(--vscode-editorWarning-foreground); }
.good { color: var(--vscode-testing-iconPassed); }
.check { display: grid; grid-template-columns: 8em minmax(0, 76em); gap: 0 12px; padding: 10px 0; border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
.check h2 { font-size: 1em; margin: 0 0 4px; }
.check p { margin: 0 0 4px; overflow-wrap: anywhere; }
.check dl { margin: 4px 0; }
.check details { margin: 4px 0; }
a { color: var(--vscode-textLink-foreground); }
a:focus-visible, summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
code, pre { font-family: var(--vscode-editor-font-family); font-size: .95em; color: inherit; background: none; padding: 0; }
details pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 4px 0; max-height: 24em; overflow: auto; }
summary { cursor: pointer; max-width: 46em; overflow: hidden; text-overflow: ellipsis; }
` as Html;
