/** The page of readiness: every check with its verdict, what was found, why it matters and how to mend it, the worst first. */

import { formatSecond } from '../../backup/instant';
import { shownPlace } from '../../lakehouse/placeText';
import type { Fix, Verdict } from '../../readiness/finding';
import { type CheckGroup, grouped, type Readiness } from '../../readiness/readiness';
import { countsText, VERDICT_WORDS } from '../../readiness/words';
import { commandLink, type Html, header, html, type Page, safe } from './html';
import { OPEN_FIX } from './links';

/** @param lookedAt epoch ms */
export function readinessPage(found: Readiness, lookedAt: number): Page {
  const { database } = found;
  const facts = [
    ['Database', shownPlace(database.location)],
    ['Result', countsText(found)],
    ['Looked at', formatSecond(lookedAt)],
  ] as const;
  const parts = [header(`Readiness of ${database.name}`, facts), ...grouped(found).map(section)];
  return { title: `${database.name}: readiness`, body: html`${safe(parts)}` };
}

const COLOURS: Readonly<Record<Verdict, string>> = {
  fail: 'error',
  warn: 'warning',
  'could-not-look': 'muted',
  pass: 'good',
};

function section(group: CheckGroup): Html {
  const [{ verdict, found, mend, fixes }] = group;
  const titles = group.map(({ title }) => html`<h2>${title}</h2>`);
  const texts = found.map((sentence) => html`<p>${sentence}</p>`);
  // What is well needs no reason, and what could not be seen another one.
  const isBad = verdict === 'fail' || verdict === 'warn';
  const whys = isBad ? group.map(({ why }) => html`<dt>Why</dt><dd>${why}</dd>`) : [];
  const next = mend === undefined ? [] : [html`<dt>${isBad ? 'Mend' : 'To look'}</dt><dd>${mend}</dd>`];
  const list = [...whys, ...next];
  const reasons = list.length === 0 ? html`` : html`<dl>${safe(list)}</dl>`;
  const body = [...titles, ...texts, reasons, ...fixes.map(fixOf)];
  return html`<section class="check"><strong class="${COLOURS[verdict]}">${VERDICT_WORDS[verdict]}</strong><div>${safe(body)}</div></section>`;
}

function fixOf({ title, fileName, language, text, notes }: Fix): Html {
  const lines = notes.map((note) => html`<p class="muted">${note}</p>`);
  return html`<details><summary>${title}, ${fileName}</summary>${safe(lines)}<p>${safe(commandLink('Open in Editor', OPEN_FIX, { language, text }))}</p><pre>${text}</pre></details>`;
}
