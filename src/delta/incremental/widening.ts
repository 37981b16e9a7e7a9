/**
 * Which primitive types hold every value of another.
 *
 * Source: PROTOCOL.md, "Type Widening".
 */

const INTEGERS = ['byte', 'short', 'integer', 'long'];

/** Digits before the point that an integer type needs. */
const DIGITS: Readonly<Record<string, number>> = { byte: 10, short: 10, integer: 10, long: 20 };

/** Whether every value of `narrow` is one of `wide`, and they are not the same type. */
export function isWider(wide: string, narrow: string): boolean {
  if (wide === narrow) return false;
  if (narrow === 'void') return true;
  const decimal = parseDecimal(wide);
  if (decimal !== undefined) {
    const digits = DIGITS[narrow];
    if (digits !== undefined) return decimal.precision - decimal.scale >= digits;
    const other = parseDecimal(narrow);
    if (other === undefined) return false;
    const more = decimal.scale - other.scale;
    return more >= 0 && decimal.precision - other.precision >= more;
  }
  switch (wide) {
    case 'double':
      return narrow === 'float' || (INTEGERS.includes(narrow) && narrow !== 'long');
    case 'timestamp_ntz':
      return narrow === 'date';
    default:
      return INTEGERS.includes(narrow) && INTEGERS.indexOf(wide) > INTEGERS.indexOf(narrow);
  }
}

function parseDecimal(type: string): { precision: number; scale: number } | undefined {
  const [, precision, scale] = /^decimal\((\d+),\s*(-?\d+)\)$/.exec(type) ?? [];
  return precision === undefined ? undefined : { precision: Number(precision), scale: Number(scale) };
}
