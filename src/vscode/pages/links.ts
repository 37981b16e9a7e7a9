/** The commands that links in pages run. They stand in no menu. */

/** Opens a generated text, which the link brings along. */
export const OPEN_FIX = 'overwatch.openFix';
