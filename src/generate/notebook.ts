/** A notebook as plain data, and how it is written: as Databricks source in the language of its cells, and as .ipynb. Pure. */

import { Fault } from '../base/fault';

export type NotebookLanguage = 'scala' | 'python' | 'sql';

export interface Cell {
  readonly language: NotebookLanguage | 'markdown';
  readonly text: string;
}

export interface Notebook {
  /** The language of the cells that say nothing else. */
  readonly language: NotebookLanguage;
  readonly cells: readonly Cell[];
}

const COMMENTS: Readonly<Record<NotebookLanguage, string>> = { scala: '//', python: '#', sql: '--' };
const MAGICS: Readonly<Record<Cell['language'], string>> = {
  scala: '%scala',
  python: '%python',
  sql: '%sql',
  markdown: '%md',
};

/** The ending of a notebook's source file. */
export const SOURCE_ENDINGS: Readonly<Record<NotebookLanguage, string>> = {
  scala: 'scala',
  python: 'py',
  sql: 'sql',
};

/**
 * A notebook as the source file that Databricks imports and exports. Cells of another language stand there as comments.
 *
 * Source: docs.databricks.com/notebooks/notebook-export-import, "Import a file and convert it to a notebook".
 */
export function notebookSource({ language, cells }: Notebook): string {
  const comment = COMMENTS[language];
  const texts = cells.map((cell) => {
    const text = cellText(cell, language);
    refuseMarks(text, comment);
    if (cell.language === language) return text;
    return text
      .split('\n')
      .map((line) => `${comment} MAGIC ${line}`.trimEnd())
      .join('\n');
  });
  return `${comment} Databricks notebook source\n${texts.join(`\n\n${comment} COMMAND ----------\n\n`)}\n`;
}

/** A line that looks like one between cells would make two cells of one. */
function refuseMarks(text: string, comment: string): void {
  const mark = text
    .split('\n')
    .find(
      (line) =>
        /^(COMMAND ----------|MAGIC )/.test(line.slice(comment.length).trimStart()) &&
        line.startsWith(comment),
    );
  if (mark === undefined) return;
  throw new Fault('usage', `A cell of a notebook cannot hold the line ${JSON.stringify(mark)}.`);
}

/** A notebook of Jupyter's format 4.5, whose cells have ids. Source: nbformat 4.5, `nbformat.v4.5.schema.json`. */
export function notebookIpynb({ language, cells }: Notebook, title: string): string {
  const notebook = {
    cells: cells.map((cell, index) => {
      const common = { id: `cell-${index + 1}`, metadata: {}, source: sourceLines(cellText(cell, language)) };
      return cell.language === 'markdown'
        ? { cell_type: 'markdown', ...common, source: sourceLines(cell.text) }
        : { cell_type: 'code', execution_count: null, ...common, outputs: [] };
    }),
    metadata: {
      'application/vnd.databricks.v1+notebook': { language, notebookName: title, widgets: {} },
      language_info: { name: language },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, undefined, 1)}\n`;
}

function cellText(cell: Cell, language: NotebookLanguage): string {
  return cell.language === language ? cell.text : `${MAGICS[cell.language]}\n${cell.text}`;
}

/** Each line with its line break, as Jupyter keeps them. */
function sourceLines(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/** A text for Markdown that shows as it is. */
export function markdownText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~$-]/g, '\\$&');
}
