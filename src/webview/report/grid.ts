/**
 * A list with sortable columns of which only the rows in sight exist in the page, so that 10,000 rows scroll like ten.
 *
 * All rows are of one height. The list keeps the keyboard's focus itself and points at its current row (`aria-activedescendant`):
 * rows come and go while scrolling without taking the focus along.
 */

import type { Cell, Column, Look } from './columns';
import { el, withAttributes } from './dom';
import { icon } from './icons';
import { nextSort, type Sort } from './view';

const ROW_HEIGHT = 26;
/** Rows kept ready above and below those in sight. */
const MARGIN = 8;

export interface GridContent<T> {
  readonly columns: readonly Column<T>[];
  /** In the order in which they are shown. */
  readonly items: readonly T[];
  readonly sort: Sort;
  readonly current: T | undefined;
  /** What is said when there are no items. */
  readonly emptyText: string;
}

export interface Grid<T> {
  readonly element: HTMLElement;
  show(content: GridContent<T>): void;
}

export interface GridEvents<T> {
  onSort(sort: Sort): void;
  /** The current row changed. */
  onCurrent(item: T): void;
  /** Enter or a double click on a row. */
  onOpen(item: T): void;
}

/** Makes an empty list. `id` is unique in the page, `label` its name for screen readers. */
export function createGrid<T>(id: string, label: string, events: GridEvents<T>): Grid<T> {
  let content: GridContent<T> = {
    columns: [],
    items: [],
    sort: { by: '', descending: false },
    current: undefined,
    emptyText: '',
  };
  let shownColumns: readonly Column<T>[] = [];
  let current = -1;
  const rendered = new Map<number, HTMLElement>();

  const head = withAttributes(el('div', 'grid-head'), { role: 'rowgroup' });
  const body = withAttributes(el('div', 'grid-body'), { role: 'rowgroup' });
  const empty = el('p', 'grid-empty');
  const element = withAttributes(el('div', 'grid', head, body, empty), {
    role: 'grid',
    tabindex: '0',
    'aria-label': label,
    id,
  });
  element.style.setProperty('--row-height', `${ROW_HEIGHT}px`);

  function show(next: GridContent<T>): void {
    const columnsChanged = next.columns !== content.columns || next.sort !== content.sort;
    content = next;
    current = next.current === undefined ? -1 : next.items.indexOf(next.current);
    if (columnsChanged) showHead();
    body.hidden = next.items.length === 0;
    body.style.height = `${next.items.length * ROW_HEIGHT}px`;
    empty.hidden = next.items.length > 0;
    empty.textContent = next.emptyText;
    element.setAttribute('aria-rowcount', String(next.items.length + 1));
    clearRows();
    renderRows();
  }

  function showHead(): void {
    const focused = document.activeElement?.getAttribute('data-column');
    shownColumns = content.columns.filter(
      (column) => element.clientWidth === 0 || column.from <= element.clientWidth,
    );
    element.style.setProperty('--columns', shownColumns.map((column) => column.width).join(' '));
    element.setAttribute('aria-colcount', String(content.columns.length));
    const row = withAttributes(el('div', 'grid-row'), { role: 'row', 'aria-rowindex': '1' });
    row.append(...shownColumns.map(headCell));
    head.replaceChildren(row);
    if (typeof focused === 'string')
      head.querySelector<HTMLElement>(`[data-column="${CSS.escape(focused)}"]`)?.focus();
  }

  function headCell(column: Column<T>): HTMLElement {
    const { by, descending } = content.sort;
    const sorted = by !== column.id ? 'none' : descending ? 'descending' : 'ascending';
    const arrow = withAttributes(el('span', 'grid-arrow', sorted === 'none' ? '' : descending ? '↓' : '↑'), {
      'aria-hidden': 'true',
    });
    const sorter = withAttributes(el('button', 'grid-sorter', el('span', '', column.label), arrow), {
      type: 'button',
      'data-column': column.id,
    });
    sorter.addEventListener('click', () =>
      events.onSort(nextSort(content.sort, { id: column.id, largestFirst: column.look !== 'text' })),
    );
    return withAttributes(el('div', column.look, sorter), {
      role: 'columnheader',
      'aria-sort': sorted,
      'aria-colindex': String(content.columns.indexOf(column) + 1),
    });
  }

  function clearRows(): void {
    body.replaceChildren();
    rendered.clear();
  }

  function renderRows(): void {
    const first = Math.max(0, Math.floor(element.scrollTop / ROW_HEIGHT) - MARGIN);
    const last = Math.min(
      content.items.length - 1,
      Math.ceil((element.scrollTop + element.clientHeight) / ROW_HEIGHT) + MARGIN,
    );
    for (const [index, row] of rendered) {
      if (index >= first && index <= last) continue;
      row.remove();
      rendered.delete(index);
    }
    for (let index = first; index <= last; index++) {
      const item = content.items[index];
      if (item === undefined || rendered.has(index)) continue;
      const row = renderRow(item, index);
      rendered.set(index, row);
      body.insertBefore(row, rendered.get(index + 1) ?? null);
    }
    markCurrent();
  }

  function renderRow(item: T, index: number): HTMLElement {
    const row = withAttributes(el('div', 'grid-row'), {
      role: 'row',
      id: `${id}-row-${index}`,
      'aria-rowindex': String(index + 2),
      'aria-selected': String(index === current),
    });
    row.style.top = `${index * ROW_HEIGHT}px`;
    row.append(
      ...shownColumns.map((column) =>
        withAttributes(renderCell(column.cell(item), column.look), {
          role: 'gridcell',
          'aria-colindex': String(content.columns.indexOf(column) + 1),
        }),
      ),
    );
    row.addEventListener('click', () => moveTo(index));
    row.addEventListener('dblclick', () => events.onOpen(item));
    return row;
  }

  function markCurrent(): void {
    for (const [index, row] of rendered) row.setAttribute('aria-selected', String(index === current));
    const row = rendered.get(current);
    if (row === undefined) element.removeAttribute('aria-activedescendant');
    else element.setAttribute('aria-activedescendant', row.id);
  }

  function moveTo(wanted: number): void {
    const index = Math.min(Math.max(wanted, 0), content.items.length - 1);
    const item = content.items[index];
    if (item === undefined) return;
    current = index;
    scrollTo(index);
    renderRows();
    events.onCurrent(item);
  }

  function scrollTo(index: number): void {
    const top = index * ROW_HEIGHT;
    const visible = element.clientHeight - head.offsetHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_HEIGHT > element.scrollTop + visible) element.scrollTop = top + ROW_HEIGHT - visible;
  }

  function onKey(event: KeyboardEvent): void {
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') {
      const item = content.items[current];
      if (item !== undefined) events.onOpen(item);
      return;
    }
    const page = Math.max(1, Math.floor((element.clientHeight - head.offsetHeight) / ROW_HEIGHT) - 1);
    const target = new Map([
      ['ArrowDown', current + 1],
      ['ArrowUp', current - 1],
      ['PageDown', current + page],
      ['PageUp', current - page],
      ['Home', 0],
      ['End', content.items.length - 1],
    ]).get(event.key);
    if (target === undefined) return;
    event.preventDefault();
    moveTo(target);
  }

  element.addEventListener('scroll', renderRows, { passive: true });
  element.addEventListener('keydown', onKey);
  new ResizeObserver(() => {
    showHead();
    clearRows();
    renderRows();
  }).observe(element);

  return { element, show };
}

function renderCell(cell: Cell, look: Look): HTMLElement {
  const content = el('div', look);
  if (cell.status !== undefined) content.append(icon(cell.status));
  content.append(el('span', 'cell-text', cell.text));
  if (cell.bar !== undefined) {
    const whole = el('span', 'bar-whole');
    const part = el('span', 'bar-part');
    whole.style.width = barWidth(cell.bar.whole);
    part.style.width = barWidth(cell.bar.part);
    content.append(withAttributes(el('span', 'bar', whole, part), { 'aria-hidden': 'true' }));
  }
  if (cell.hint !== undefined) content.title = cell.hint;
  return content;
}

/** Whatever is not nothing can be seen. */
function barWidth(share: number): string {
  return share === 0 ? '0' : `max(2px, ${share * 100}%)`;
}
