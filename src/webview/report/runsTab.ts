/** The list of all runs in the root, from which another run is opened. */

import type { RunHead } from '../messages';
import { runColumns } from './columns';
import { el } from './dom';
import { createGrid } from './grid';
import { type Sort, sortItems } from './view';

export interface RunsTab {
  readonly element: HTMLElement;
  show(runs: readonly RunHead[], shown: RunHead, sort: Sort): void;
}

export interface RunsEvents {
  onSort(sort: Sort): void;
  /** This run is to be shown. */
  onPick(run: RunHead): void;
  /** The tables of the run that is shown are to be listed. */
  onOpen(): void;
}

/** Makes an empty tab. */
export function createRunsTab(events: RunsEvents): RunsTab {
  const grid = createGrid<RunHead>('runs', 'Runs in this root', {
    onSort: events.onSort,
    onCurrent: events.onPick,
    onOpen: events.onOpen,
  });
  return {
    element: el(
      'div',
      'tables',
      el('p', 'toolbar hint', 'The chosen run is shown above. Enter or a double click opens its tables.'),
      grid.element,
    ),
    show(runs, shown, sort) {
      const columns = runColumns(runs);
      const column = columns.find((one) => one.id === sort.by);
      const items = column === undefined ? runs : sortItems(runs, column.key, sort.descending);
      grid.show({
        columns,
        items,
        sort,
        current: items.find((run) => run.id === shown.id),
        emptyText: 'No runs yet.',
      });
    },
  };
}
