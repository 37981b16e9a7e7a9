/** The few drawings of the report, in the colour of the text around them. A text always says the same beside them. */

import type { RunStatus, TableStatus } from '../../backup/outcome';

export type IconName = TableStatus | RunStatus | 'search';

const CIRCLE = 'M8 1.8a6.2 6.2 0 1 1 0 12.4a6.2 6.2 0 1 1 0-12.4z';

interface Drawing {
  readonly lines: string;
  readonly filled?: string;
}

/** Paths on a field of 16 by 16. */
const DRAWINGS: Readonly<Record<IconName, Drawing>> = {
  done: { lines: `${CIRCLE}M5.1 8.2l2 2L11 6` },
  warning: { lines: 'M8 2.2l6.3 11.3H1.7zM8 6.4v3.4M8 11.4v.4' },
  failed: { lines: `${CIRCLE}M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4` },
  skipped: { lines: `${CIRCLE}M5.2 8h5.6` },
  cancelled: { lines: `${CIRCLE}M3.7 12.3l8.6-8.6` },
  partial: { lines: CIRCLE, filled: 'M8 1.8a6.2 6.2 0 0 0 0 12.4z' },
  search: { lines: 'M6.8 2.3a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9zM10.2 10.2l3.8 3.8' },
};

const SVG = 'http://www.w3.org/2000/svg';

/** A drawing that screen readers pass over. */
export function icon(name: IconName): SVGSVGElement {
  const { lines, filled } = DRAWINGS[name];
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(path(lines, 'line'));
  if (filled !== undefined) svg.append(path(filled, 'fill'));
  return svg;
}

function path(d: string, className: string): SVGPathElement {
  const element = document.createElementNS(SVG, 'path');
  element.setAttribute('d', d);
  element.setAttribute('class', className);
  return element;
}
