/** Strict checks of what is sent to the fake workspace: an unknown, missing or wrong field is refused, as the real one does or should. */

import { ApiError, invalid } from './api';

/** @throws ApiError 400 */
export type Check = (value: unknown, where: string) => void;

export interface Required {
  readonly required: Check;
}

export const string: Check = (value, where) => {
  if (typeof value !== 'string' || value === '') throw invalid(`${where} must be a string.`);
};

export const boolean: Check = (value, where) => {
  if (typeof value !== 'boolean') throw invalid(`${where} must be true or false.`);
};

export const integer: Check = (value, where) => {
  if (!Number.isSafeInteger(value)) throw invalid(`${where} must be an integer.`);
};

/** A 64-bit id, which the server reads as the string of its digits. */
export const id: Check = (value, where) => {
  if (typeof value !== 'string' || !/^\d{1,19}$/.test(value)) throw invalid(`${where} must be an id.`);
};

export const base64: Check = (value, where) => {
  if (typeof value !== 'string' || Buffer.from(value, 'base64').toString('base64') !== value) {
    throw invalid(`${where} must be base64.`);
  }
};

/** An absolute path without dots. */
export const absolutePath: Check = (value, where) => {
  if (typeof value !== 'string' || !value.startsWith('/') || /\/\.{1,2}(\/|$)/.test(value)) {
    throw invalid(`${where} must be an absolute path.`);
  }
};

/** For query parameters, which are all strings. */
export const booleanText: Check = oneOf('true', 'false');

export const integerText: Check = (value, where) => {
  if (typeof value !== 'string' || !/^\d+$/.test(value)) throw invalid(`${where} must be an integer.`);
};

export function oneOf(...values: readonly string[]): Check {
  return (value, where) => {
    if (!values.includes(String(value))) throw invalid(`${where} must be one of ${values.join(', ')}.`);
  };
}

export function arrayOf(check: Check): Check {
  return (value, where) => {
    if (!Array.isArray(value)) throw invalid(`${where} must be an array.`);
    value.forEach((item, index) => {
      check(item, `${where}[${index}]`);
    });
  };
}

export function required(check: Check): Required {
  return { required: check };
}

/** An object whose values are strings, empty ones too. */
export const textMap: Check = (value, where) => {
  anyObject(value, where);
  if (!Object.values(value as object).every((text) => typeof text === 'string')) {
    throw invalid(`${where} must hold strings.`);
  }
};

/** An object that this fake does not look into. */
export const anyObject: Check = (value, where) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError(400, 'MALFORMED_REQUEST', `${where} must be an object.`);
  }
};

/** A whole number within bounds, both of which are allowed. */
export function between(from: number, to: number): Check {
  return (value, where) => {
    integer(value, where);
    if (Number(value) < from || Number(value) > to) throw invalid(`${where} must be from ${from} to ${to}.`);
  };
}

/** The same for a query parameter. */
export function textBetween(from: number, to: number): Check {
  return (value, where) => {
    integerText(value, where);
    between(from, to)(Number(value), where);
  };
}

/** All of the checks, in this order. */
export function both(...checks: readonly Check[]): Check {
  return (value, where) => {
    for (const check of checks) check(value, where);
  };
}

/** An object with these fields and no other. */
export function object(fields: Readonly<Record<string, Check | Required>>): Check {
  return (value, where) => {
    anyObject(value, where);
    const values = new Map<string, unknown>(Object.entries(value as object));
    for (const key of values.keys()) {
      if (fields[key] === undefined) throw invalid(`${where} has the unknown field ${key}.`);
    }
    for (const [key, field] of Object.entries(fields)) {
      const check = typeof field === 'function' ? field : field.required;
      if (values.has(key)) check(values.get(key), `${where}.${key}`);
      else if (typeof field !== 'function') throw invalid(`${where} lacks the field ${key}.`);
    }
  };
}
