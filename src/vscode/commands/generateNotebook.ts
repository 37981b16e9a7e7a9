/** Generate Notebook…: asks, then puts the code for Databricks where the user wants it. */

import { deliverFiles, tellNotes } from '../generated/files';
import { currentInsertion } from '../generated/insertion';
import type { Command } from './command';
import { startOf } from './subjectStart';

export const generateNotebook: Command = async (services, subject) => {
  // What is in front now, before the pickers are.
  const insertion = currentInsertion();
  const { askNotebook } = await import('../pickers/notebookWizard');
  const asked = await askNotebook(services, startOf(services, subject), insertion?.where);
  if (asked === undefined) return;
  const { generated, text, language, format, destination, target } = asked;
  switch (destination) {
    case 'insert':
      await insertion?.insert(text, language);
      tellNotes(generated);
      return;
    case 'import': {
      if (target === undefined) return;
      const { importGenerated } = await import('../generated/importGenerated');
      const { rest } = await services.connections.open(target.address);
      await importGenerated(rest, { ...target, text, language, format, notes: generated.notes });
      return;
    }
    default:
      await deliverFiles({ generated, destination });
  }
};
