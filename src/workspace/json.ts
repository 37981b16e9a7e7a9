/**
 * JSON as Databricks speaks it: ids are 64-bit integers, which `JSON.parse` would round. Integers that a JavaScript number cannot hold
 * arrive as strings of their digits, and a `bigint` is sent as the bare integer.
 */

import { Fault } from '../base/fault';

export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** An object of an answer; its values are looked at with the functions below. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a number may be part of, so that digits in strings stay as they are. A string is matched whole, without backtracking. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** @throws SyntaxError when the text is no JSON. */
export function parseJson(text: string): unknown {
  // The shortest integer that is not safe has sixteen digits; most answers hold none.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text.replace(STRING_OR_NUMBER, (part) => (isUnsafeInteger(part) ? `"${part}"` : part)));
}

function isUnsafeInteger(part: string): boolean {
  return /^-?\d{16,}$/.test(part) && !Number.isSafeInteger(Number(part));
}

/** The text of a value. Properties that are undefined are left out. */
export function writeJson(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const properties = Object.entries(value).flatMap(([key, of]) =>
    of === undefined ? [] : [`${JSON.stringify(key)}:${writeJson(of)}`],
  );
  return `{${properties.join(',')}}`;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Data that was not made for it, such as generated settings, as JSON. @throws Fault `internal` for what JSON cannot hold. */
export function asJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    case 'object':
      if (value === null) return value;
      if (Array.isArray(value)) return value.map(asJson);
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, asJson(item)]])),
      );
    default:
      throw new Fault('internal', `A ${typeof value} is no JSON.`);
  }
}

/** A 64-bit id as it is sent. @throws Fault `usage` for what is none. */
export function idJson(id: string): bigint {
  if (/^\d{1,19}$/.test(id)) return BigInt(id);
  throw new Fault('usage', `${JSON.stringify(id)} is no id of Databricks, which are whole numbers.`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string property. Numbers count as their digits: a small id arrives as one. Undefined where there is none, or another kind of value. */
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
}

/** A number property, such as a time (epoch ms); undefined where there is none. */
export function numberOf(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  return typeof value === 'number' ? value : undefined;
}

/** The object of a property; an empty one where there is none. */
export function objectOf(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

/** @throws Fault `io` when the answer lacks the property. */
export function requiredText(object: JsonObject, key: string, what: string): string {
  const value = textOf(object, key);
  if (value === undefined) throw new Fault('io', `Databricks answered with ${what} that has no "${key}".`);
  return value;
}

/** The objects of an array property; none where there is no such property, which is how Databricks writes an empty list. */
export function objectsOf(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The string values of an object property, such as `properties`. */
export function textsOf(object: JsonObject, key: string): Readonly<Record<string, string>> {
  const value = object[key];
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
