/** The form of `.databrickscfg`: sections of keys and values, as Databricks' own tools read it (gopkg.in/ini.v1). */

export interface IniSection {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The section that keys before the first header belong to. */
const DEFAULT_SECTION = 'DEFAULT';

/**
 * Sections in the order they begin; one that stands twice is one. `#` and `;` begin a comment at the start of a line or after a blank, since
 * passwords may hold them. No section takes values over from another, `DEFAULT` is one like the others. Lines of no known form are
 * passed over: one of them must not hide the profiles below it.
 */
export function parseIni(text: string): readonly IniSection[] {
  const sections = new Map<string, Record<string, string>>();
  const section = (name: string) => {
    const values = sections.get(name) ?? {};
    sections.set(name, values);
    return values;
  };
  let current: Record<string, string> | undefined;
  for (const line of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((one) => one.trim())) {
    const [, header] = /^\[([^\]]+)\]/.exec(line) ?? [];
    if (header !== undefined) {
      current = section(header.trim());
      continue;
    }
    const [, key, value] = /^([^#;=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    current ??= section(DEFAULT_SECTION);
    current[key] = plain(value);
  }
  return [...sections].map(([name, values]) => ({ name, values }));
}

/** A value without its quotes, or without the comment after it. */
function plain(value: string): string {
  const [, quoted] =
    /^(?:"([^"]*)"|'([^']*)')(?:\s+[#;].*)?$/.exec(value)?.filter((part) => part !== undefined) ?? [];
  return quoted ?? value.replace(/\s[#;].*$/, '').trim();
}
