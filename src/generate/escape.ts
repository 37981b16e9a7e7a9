/**
 * The only way for a text into generated code: one function a language, which gives a literal that means exactly the text. Each function
 * takes every text but those it names.
 */

import { Fault } from '../base/fault';
import { sqlName } from '../base/sqlName';

/** A string of Scala. Source: Scala Language Specification 1.3, "Escape Sequences". */
export function scalaString(text: string): string {
  return `"${wellFormed(text, 'Scala').replace(/["\\]/g, '\\$&').replace(UNPRINTABLE, unicodeEscape)}"`;
}

/** A string of Python. Source: The Python Language Reference, "String and Bytes literals". */
export function pythonString(text: string): string {
  return `'${wellFormed(text, 'Python').replace(/['\\]/g, '\\$&').replace(UNPRINTABLE, unicodeEscape)}'`;
}

/**
 * A string of Databricks SQL. A `$` is written by its number, since notebooks replace `${name}` before SQL sees it.
 *
 * Source: docs.databricks.com/sql/language-manual/data-types/string-type.
 */
export function sqlString(text: string): string {
  if (text.includes('\0')) throw inexpressible(text, 'SQL', 'SQL ends a text at a NUL');
  const escaped = wellFormed(text, 'SQL').replace(/['\\]/g, '\\$&');
  return `'${escaped.replaceAll('$', '\\u0024').replace(UNPRINTABLE, unicodeEscape)}'`;
}

/** A name of Databricks SQL, in back-ticks. @throws Fault `usage` for `${`, which notebooks replace, and for control characters. */
export function sqlIdentifier(name: string): string {
  if (/\$\{/.test(name) || UNPRINTABLE_ONE.test(name)) throw inexpressible(name, 'a name of SQL');
  return sqlName(wellFormed(name, 'SQL'));
}

/** A double-quoted scalar of YAML 1.2, which JSON's strings are but for what YAML takes for unprintable. */
export function yamlString(text: string): string {
  return JSON.stringify(wellFormed(text, 'YAML')).replace(UNPRINTABLE, unicodeEscape);
}

/** A value of a Databricks bundle. @throws Fault `usage` for `${`, which bundles replace and which cannot be escaped there. */
export function bundleString(text: string): string {
  if (text.includes('${')) throw inexpressible(text, 'a bundle', 'it replaces what begins with ${');
  return yamlString(text);
}

/** A string of Terraform's HCL. Source: developer.hashicorp.com/terraform/language/expressions/strings. */
export function hclString(text: string): string {
  // Of JSON's escapes HCL lacks two. They are matched with all others, for a backslash may stand before a plain b.
  const lacking: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' };
  const escaped = JSON.stringify(wellFormed(text, 'HCL')).replace(/\\./g, (one) => lacking[one] ?? one);
  return escaped.replace(/[$%]\{/g, (begin) => `${begin[0]}${begin}`).replace(UNPRINTABLE, unicodeEscape);
}

/** A word of a POSIX shell. @throws Fault `usage` for NUL. */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw inexpressible(text, 'a shell');
  const plain = /^[\w@%+=:,./-]+$/.test(text);
  return plain ? text : `'${wellFormed(text, 'a shell').replaceAll("'", `'\\''`)}'`;
}

/** The command of a crontab's line: a `%` is a line break there unless it is escaped. @throws Fault `usage` for line breaks. */
export function cronCommand(words: readonly string[]): string {
  const line = words.map(shellWord).join(' ');
  if (/[\n\r]/.test(line)) throw inexpressible(line, 'a line of a crontab');
  return line.replaceAll('%', '\\%');
}

/** A word of ExecStart=. Source: systemd.service(5), "COMMAND LINES", and systemd.syntax(7), "QUOTING". @throws Fault `usage` for NUL. */
export function systemdWord(text: string): string {
  if (text.includes('\0')) throw inexpressible(text, 'a systemd unit');
  const escaped = wellFormed(text, 'a systemd unit')
    .replace(/["\\]/g, '\\$&')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be escaped.
    .replace(/[\u0000-\u001f\u007f]/g, (one) => `\\x${hex(one, 2)}`);
  return `"${escaped}"`;
}

/** Text of XML 1.0. @throws Fault `usage` for control characters, which XML has no way to write. */
export function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be refused.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) throw inexpressible(text, 'XML');
  const names: Readonly<Record<string, string>> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": 'apos',
  };
  return wellFormed(text, 'XML')
    .replace(/[&<>"']/g, (one) => `&${names[one]};`)
    .replace(/[\t\n\r]/g, (one) => `&#${one.charCodeAt(0)};`);
}

/**
 * A word of a Windows command line. Source: "Parsing C command-line arguments", learn.microsoft.com.
 *
 * @throws Fault `usage` for control characters, and for `%name%`, which the task scheduler replaces.
 */
export function windowsWord(text: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) throw inexpressible(text, 'a Windows command line');
  if (/%[^%]+%/.test(text))
    throw inexpressible(text, 'a Windows task', 'it replaces what stands between two %');
  if (/^[\w+=:,./\\-]+$/.test(text)) return text;
  return `"${wellFormed(text, 'Windows').replace(/(\\*)("|$)/g, (_, slashes: string, quote: string) => slashes + slashes + (quote && '\\"'))}"`;
}

/** What stands in source code as it is would not be seen, or would end a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be escaped.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const UNPRINTABLE_ONE = new RegExp(UNPRINTABLE.source);

function unicodeEscape(character: string): string {
  return `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}

/** Half of a surrogate pair cannot be written as UTF-8. */
function wellFormed(text: string, language: string): string {
  if (/\p{Cs}/u.test(text)) throw inexpressible(text, language, 'it holds half a character');
  return text;
}

function inexpressible(text: string, language: string, why?: string): Fault {
  const reason = why === undefined ? '' : `: ${why}`;
  return new Fault('usage', `${JSON.stringify(text)} cannot be written in ${language}${reason}.`, {
    advice: 'Choose another name or path.',
  });
}
