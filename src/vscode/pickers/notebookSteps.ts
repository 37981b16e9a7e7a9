/** Steps: the dialect, the format and the extent of code for Databricks. */

import * as vscode from 'vscode';
import { DIALECT_REASONS, type Dialect, refuseInexpressible } from '../../generate/dialect';
import { type NotebookFormat, notebookFormats } from '../../generate/generate';
import type { Subject } from '../../generate/subject';
import { faultOf } from '../notify';
import { type Choice, type ChoiceQuestion, choiceStep } from './choiceStep';
import { type NotebookDraft, withFormat } from './notebookDraft';
import type { Step } from './steps';

export interface DialectQuestion<State>
  extends Pick<ChoiceQuestion<State, Dialect>, 'title' | 'chosen' | 'choose'> {
  /** What the code is to do. */
  readonly subject: (state: State) => Subject;
}

export function dialectStep<State>({ subject, ...question }: DialectQuestion<State>): Step<State> {
  return choiceStep({
    ...question,
    placeholder: vscode.l10n.t('By which means?'),
    items: (state) => OFFERED.map((dialect) => dialectItem(dialect, subject(state))),
  });
}

/** The one that lasts comes first. */
const OFFERED: readonly Dialect[] = ['no-jar', 'jar', 'guide'];

const NAMES: Readonly<Record<Dialect, string>> = {
  'no-jar': vscode.l10n.t('Without a JAR'),
  jar: vscode.l10n.t('Released JARs'),
  guide: vscode.l10n.t("The Guide's Classes"),
};

/** A dialect that has no words for what was chosen says so. */
function dialectItem(dialect: Dialect, subject: Subject): Choice<Dialect> {
  const why = faultOf(() => refuseInexpressible(subject, dialect))?.message;
  return why === undefined
    ? { value: dialect, label: NAMES[dialect], description: dialect, detail: DIALECT_REASONS[dialect] }
    : { value: undefined, label: `$(circle-slash) ${NAMES[dialect]}`, description: dialect, detail: why };
}

export interface NotebookQuestion<State> {
  readonly title: (state: State) => string;
  readonly draft: (state: State) => NotebookDraft;
  /** What the code is to do. */
  readonly subject: (state: State) => Subject;
  readonly choose: (state: State, draft: NotebookDraft) => State;
}

export function formatStep<State>({ title, draft, subject, choose }: NotebookQuestion<State>): Step<State> {
  return choiceStep<State, NotebookFormat>({
    title,
    placeholder: vscode.l10n.t('In which format?'),
    items: (state) =>
      notebookFormats(subject(state), draft(state).dialect).map((value) => ({ value, ...FORMATS[value] })),
    chosen: (state) => draft(state).format,
    choose: (state, format) => choose(state, withFormat(draft(state), format)),
  });
}

const FORMATS: Readonly<Record<NotebookFormat, { readonly label: string; readonly detail: string }>> = {
  python: {
    label: vscode.l10n.t('Python'),
    detail: vscode.l10n.t('A notebook with the PySpark script, as Databricks imports it (.py).'),
  },
  sql: {
    label: vscode.l10n.t('SQL'),
    detail: vscode.l10n.t('Plain statements, which a SQL warehouse runs too (.sql).'),
  },
  scala: {
    label: vscode.l10n.t('Scala'),
    detail: vscode.l10n.t('A notebook as Databricks imports it (.scala).'),
  },
  ipynb: {
    label: vscode.l10n.t('Jupyter'),
    detail: vscode.l10n.t('The same notebook as Jupyter keeps it (.ipynb).'),
  },
  script: {
    label: vscode.l10n.t('Script'),
    detail: vscode.l10n.t('The PySpark script itself, for a Python task of a job (.py).'),
  },
};

/** Whether a snippet or a whole notebook, where the format has both. */
export function extentStep<State>({ title, draft, choose }: NotebookQuestion<State>): Step<State> {
  return choiceStep<State, boolean>({
    title,
    placeholder: vscode.l10n.t('A notebook of its own, or a part of one?'),
    items: [
      {
        value: false,
        label: vscode.l10n.t('Whole Notebook'),
        detail: vscode.l10n.t('With an introduction, and for each parameter a widget.'),
      },
      {
        value: true,
        label: vscode.l10n.t('Snippet'),
        detail: vscode.l10n.t('Only what does it, to put into a notebook that is there.'),
      },
    ],
    chosen: (state) => draft(state).snippet,
    choose: (state, snippet) => choose(state, { ...draft(state), snippet }),
  });
}
