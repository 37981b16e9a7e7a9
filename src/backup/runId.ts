/** The id of a run: sortable by its start, unique, and fit for a file name and a command line. */

/** `20261123T032456Z-1a2b3c` for a run that starts at `now` (epoch ms). */
export function newRunId(now: number): string {
  const instant = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${instant}-${crypto.randomUUID().slice(0, 6)}`;
}
