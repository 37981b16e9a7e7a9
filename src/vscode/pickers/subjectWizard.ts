/**
 * Asks for a process with its parameters, by the steps of its own wizard, for what is generated instead of run: code and jobs for Databricks,
 * schedules of this machine.
 */

import { Fault } from '../../base/fault';
import type { Subject } from '../../generate/subject';
import { BACKUP_DATA } from '../../overwatch/recognise';
import type { Services } from '../services';
import { listTables } from './listTables';
import type { Step } from './steps';
import { type Purpose, type SubjectDraft, sourceOf, subjectStepIds, toSubject } from './subjectDraft';
import { type HasSubject, type SubjectQuestion, stepTable, whyNot } from './subjectSteps';
import { presentSource } from './wizard';

/** A process with its parameters, and what is known of where it was chosen. */
export interface AskedSubject {
  /** Its places are those of Databricks, or for `here` of this machine. */
  readonly subject: Subject;
  /** The tables that its database or backup has, where they are known. */
  readonly tables?: readonly string[];
  /** The address of the lakehouse it was chosen from; undefined where its name or path was typed. */
  readonly folder?: string;
}

/**
 * The steps that make a subject, for the front of a wizard, so that Back leads from its own steps into these:
 * `takeSteps((state) => [...subject(state), myStep, …], { subject: newSubject(start), … })`, and {@link askedSubject} for what was asked.
 *
 * @throws Fault `usage` for a start that nothing can be generated for.
 */
export function subjectSteps<State extends HasSubject>(
  services: Services,
  question: SubjectQuestion,
): (state: State) => readonly Step<State>[] {
  const { purpose, start } = question;
  refuseStart(question);
  return (state) => {
    const steps = stepTable(services, question, state);
    return subjectStepIds(state.subject, purpose, start).map((id) => {
      const step = steps[id];
      if (step === undefined) throw new Fault('internal', `A ${state.subject.process} has no step ${id}.`);
      return step;
    });
  };
}

function refuseStart({ purpose, start }: SubjectQuestion): void {
  const given = start?.backup ?? start?.database;
  if (given === undefined) return;
  const why = whyNot(start?.backup === undefined ? 'snapshot' : 'restore', purpose, given);
  if (why !== undefined) throw new Fault('usage', `${given.name} cannot be chosen here.`, { advice: why });
}

/** What the steps have gathered. The tables are looked up where the database or backup is known. */
export async function askedSubject(
  services: Services,
  purpose: Purpose,
  draft: SubjectDraft,
): Promise<AskedSubject> {
  const subject = toSubject(draft, purpose);
  const source = presentSource(sourceOf(draft));
  if (source.folder === undefined) return { subject };
  const { entries } = await listTables(services, source, (location, lakehouse) =>
    subject.process === 'restore' ? lakehouse.join(location, BACKUP_DATA) : location,
  );
  return { subject, tables: entries.map(({ name }) => name), folder: source.folder };
}
