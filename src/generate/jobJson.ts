/** The settings of a job written out: as JSON for the Jobs API, as a Databricks bundle, and as Terraform. Pure. */

import { bundleString, hclString } from './escape';
import type { JobSettings } from './job';

/** The body of `POST /api/2.2/jobs/create`. */
export function jobJson(settings: JobSettings): string {
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

/**
 * A whole `databricks.yml`. @param key the job's name within the bundle: letters, digits, `_` and `-`.
 *
 * @throws Fault `usage` for a value with `${`.
 */
export function bundleYaml(resources: Readonly<Record<string, unknown>>, name: string): string {
  const bundle = { bundle: { name }, resources, targets: { default: { default: true } } };
  return `# databricks bundle validate --strict, then databricks bundle deploy\n${yaml(bundle, 0)}`;
}

/** JSON's values as YAML in block style; texts are always quoted, so that none is taken for something else. */
function yaml(value: unknown, depth: number): string {
  const indent = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return value
      .map((item) =>
        isInline(item) ? `${indent}- ${inline(item)}\n` : `${indent}- ${yaml(item, depth + 1).trimStart()}`,
      )
      .join('');
  }
  return Object.entries(value as Readonly<Record<string, unknown>>)
    .map(([key, item]) =>
      isInline(item)
        ? `${indent}${yamlKey(key)}: ${inline(item)}\n`
        : `${indent}${yamlKey(key)}:\n${yaml(item, depth + 1)}`,
    )
    .join('');
}

function isInline(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0;
}

function inline(value: unknown): string {
  if (typeof value === 'string') return bundleString(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}';
  return String(value);
}

function yamlKey(key: string): string {
  return /^[a-z_][\w-]*$/i.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(key)
    ? key
    : bundleString(key);
}

/** Lists of the Jobs API that are repeated blocks in Terraform, under these names. */
const BLOCKS: Readonly<Record<string, string>> = {
  tasks: 'task',
  job_clusters: 'job_cluster',
  environments: 'environment',
  libraries: 'library',
  on_failure: 'on_failure',
};
const MAPS = new Set(['tags', 'base_parameters', 'custom_tags']);

/** A whole Terraform file with the resource `databricks_job`. @param key the resource's name. */
export function jobTerraform(settings: JobSettings, key: string): string {
  return [
    'terraform {\n  required_providers {\n    databricks = {\n      source = "databricks/databricks"\n    }\n  }\n}\n',
    `resource "databricks_job" ${hclString(key)} {\n${hclBody(settings, 1)}}\n`,
  ].join('\n');
}

/** Arguments first, their equal signs in a column as `terraform fmt` has them; then blocks. */
function hclBody(value: Readonly<Record<string, unknown>>, depth: number): string {
  const indent = '  '.repeat(depth);
  const entries = Object.entries(value);
  const attributes = entries.filter(([key, item]) => !isBlock(key, item));
  const blocks = entries.filter(([key, item]) => isBlock(key, item));
  const width = (lines: readonly (readonly [string, unknown])[]) =>
    Math.max(0, ...lines.map(([key]) => key.length));
  const single = attributes.filter(([key]) => !MAPS.has(key));
  const maps = attributes.filter(([key]) => MAPS.has(key));
  const lines = single
    .map(([key, item]) => `${indent}${key.padEnd(width(single))} = ${hclValue(item)}\n`)
    .join('');
  const parts = [
    lines,
    ...maps.map(
      ([key, item]) => `${indent}${key} = ${hclMap(item as Readonly<Record<string, string>>, depth)}\n`,
    ),
    ...blocks.flatMap(([key, item]) =>
      (Array.isArray(item) ? item : [item]).map(
        (one) =>
          `${indent}${BLOCKS[key] ?? key} {\n${hclBody(one as Readonly<Record<string, unknown>>, depth + 1)}${indent}}\n`,
      ),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function isBlock(key: string, value: unknown): boolean {
  if (MAPS.has(key) || typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) || (value.length > 0 && typeof value[0] === 'object');
}

function hclMap(map: Readonly<Record<string, string>>, depth: number): string {
  const keys = Object.keys(map).map(hclString);
  const width = Math.max(0, ...keys.map((key) => key.length));
  const lines = Object.values(map).map(
    (value, index) => `${'  '.repeat(depth + 1)}${(keys[index] ?? '').padEnd(width)} = ${hclString(value)}\n`,
  );
  return `{\n${lines.join('')}${'  '.repeat(depth)}}`;
}

function hclValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(hclValue).join(', ')}]`;
  return typeof value === 'string' ? hclString(value) : String(value);
}
