/** Small helpers for building the page. Data reaches it as text nodes and attributes only, never as markup. */

type Child = Node | string | undefined;

/** An element with a class (may be empty) and children; undefined children are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A line that moves while something is under way, as the editor itself has it at the top of a view. */
export function progressLine(label: string): HTMLElement {
  return withAttributes(el('div', 'progress'), { role: 'progressbar', 'aria-label': label });
}

/** Sets several attributes and returns the element. */
export function withAttributes<E extends Element>(
  element: E,
  attributes: Readonly<Record<string, string>>,
): E {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
