/** Numbers and times as people read them, the same in the tree, the report and the terminal. */

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `bytes` with three digits and a decimal unit: 0 B, 950 B, 1.2 KB, 31.4 MB. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** A duration in ms: 0.4 s, 12 s, 3 min 5 s, 2 h 10 min. */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** 1 table, 2 tables, 1,234 files. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}

/** How long before `now` an instant lies, both in epoch ms: just now, 5 min ago, 3 days ago. */
export function formatAge(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  return `${formatCount(Math.floor(hours / 24), 'day')} ago`;
}

/** The text cut to `width` characters, the last of which then is an ellipsis. */
export function shorten(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** The first `most` of some names, and how many more there are: `a, b and 1,234 more`. */
export function formatNames(names: readonly string[], most: number): string {
  const named = names.slice(0, most).join(', ');
  const more = names.length - most;
  return more > 0 ? `${named} and ${formatCount(more, 'more', 'more')}` : named;
}
