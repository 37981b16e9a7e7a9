/** What is chosen of code for Databricks besides the process, and its steps. Pure: no picker is shown here. */

import type { Dialect } from '../../generate/dialect';
import { type NotebookFormat, notebookFormats } from '../../generate/generate';
import { type NotebookLanguage, SOURCE_ENDINGS } from '../../generate/notebook';
import type { Subject } from '../../generate/subject';
import type { Destination } from './generatedStep';

export interface NotebookDraft {
  readonly dialect: Dialect;
  readonly format: NotebookFormat;
  /** Only what does the process. */
  readonly snippet: boolean;
}

export const NEW_NOTEBOOK: NotebookDraft = { dialect: 'no-jar', format: 'python', snippet: false };

/** The draft in another dialect, with its own best format where it does not have the one that was chosen. */
export function withDialect(draft: NotebookDraft, dialect: Dialect, subject: Subject): NotebookDraft {
  const formats = notebookFormats(subject, dialect);
  const [best = draft.format] = formats;
  return { ...draft, dialect, format: formats.includes(draft.format) ? draft.format : best };
}

/** A Jupyter notebook and the script are always whole. */
export function withFormat(draft: NotebookDraft, format: NotebookFormat): NotebookDraft {
  return { ...draft, format, snippet: draft.snippet && hasSnippet(format) };
}

function hasSnippet(format: NotebookFormat): format is NotebookLanguage {
  return format in SOURCE_ENDINGS;
}

/** The language of what is generated. */
export function languageOf({ dialect, format }: NotebookDraft): NotebookLanguage {
  if (hasSnippet(format)) return format;
  return dialect === 'no-jar' ? 'python' : 'scala';
}

export type NotebookStepId = 'dialect' | 'format' | 'extent' | 'generated' | 'workspace' | 'path' | 'replace';

/** @param importing what is known of the place in a workspace, where it goes to one. */
export function notebookStepIds(
  { format }: NotebookDraft,
  destination: Destination | undefined,
  importing: { readonly isWorkspaceAsked: boolean; readonly isThere: boolean },
): readonly NotebookStepId[] {
  return [
    'dialect',
    'format',
    ...(hasSnippet(format) ? (['extent'] as const) : []),
    'generated',
    ...(destination === 'import'
      ? [
          ...(importing.isWorkspaceAsked ? (['workspace'] as const) : []),
          'path' as const,
          ...(importing.isThere ? (['replace'] as const) : []),
        ]
      : []),
  ];
}
