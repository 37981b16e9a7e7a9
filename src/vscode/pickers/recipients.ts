/** Who hears of a failure, as people type it. Pure. */

import { Fault } from '../../base/fault';

export interface Recipients {
  readonly emails: readonly string[];
  /** Ids of notification destinations. */
  readonly webhooks: readonly string[];
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const DESTINATION = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** E-mail addresses and ids of notification destinations, with commas or blanks between. @throws Fault `usage` for what is neither. */
export function readRecipients(text: string): Recipients {
  const parts = [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))];
  const wrong = parts.find((part) => !EMAIL.test(part) && !DESTINATION.test(part));
  if (wrong !== undefined) {
    throw new Fault(
      'usage',
      `${wrong} is neither an e-mail address nor the id of a notification destination.`,
      {
        advice: 'Such an id stands in the address of its page, under Settings, Notifications.',
      },
    );
  }
  return {
    emails: parts.filter((part) => EMAIL.test(part)),
    webhooks: parts.filter((part) => DESTINATION.test(part)),
  };
}

/** The same as it was typed, or could have been. */
export function recipientsText({ emails, webhooks }: Recipients): string {
  return [...emails, ...webhooks].join(', ');
}
