/** Lines of a log file, without ever making one string of the whole. */

const NEWLINE = 10;

/** The lines of a newline-delimited file that are not blank. */
export function* lines(content: Buffer): Generator<string> {
  let start = 0;
  while (start < content.length) {
    const newline = content.indexOf(NEWLINE, start);
    const end = newline < 0 ? content.length : newline;
    const line = content.toString('utf8', start, end);
    if (line.trim() !== '') yield line;
    start = end + 1;
  }
}
