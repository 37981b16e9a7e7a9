/** Who is told of a failure: e-mail addresses, and ids of notification destinations. Pure. */

import { Fault } from '../base/fault';
import { plainText } from './subject';

/** @throws Fault `usage` for what is no e-mail address. */
export function emailAddress(text: string): string {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(plainText(text, '--email'))) return text;
  throw new Fault('usage', `--email needs an e-mail address, not ${JSON.stringify(text)}.`);
}

/** @throws Fault `usage` for what is no id: Databricks shows it as hexadecimal digits and hyphens. */
export function destinationId(text: string): string {
  if (/^[\w-]+$/.test(text)) return text;
  throw new Fault(
    'usage',
    `--webhook needs the id of a notification destination, not ${JSON.stringify(text)}.`,
  );
}
