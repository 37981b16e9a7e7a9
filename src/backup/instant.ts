/** Reads an instant as people and scripts write it, and writes it as everyone reads it. */

import { Fault } from '../base/fault';

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
/** From 1973 on; fewer digits would be seconds. */
const EPOCH_MS = /^\d{12,14}$/;

/**
 * `2026-11-23T03:24:56.789+01:00`, `2026-11-23 03:24` (without a zone it is UTC), `2026-11-23` (its first moment, UTC) or epoch ms.
 *
 * @returns epoch ms.
 * @throws Fault `usage` for anything else.
 */
export function parseInstant(text: string): number {
  const trimmed = text.trim();
  if (EPOCH_MS.test(trimmed)) return Number(trimmed);
  const [, date, time = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = ISO.exec(trimmed) ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const instant = Date.parse(`${date}T${time}${seconds}${fraction.slice(0, 4)}${isoZone(zone)}`);
  // A day that the month does not have is read as one of the next month.
  if (Number.isNaN(instant) || new Date(midnight).toISOString().slice(0, 10) !== date) {
    throw new Fault('usage', `${JSON.stringify(text)} is no point in time.`, {
      advice:
        'Write 2026-11-23T03:24:56Z, 2026-11-23 03:24 (UTC), 2026-11-23 (its first moment, UTC), or epoch milliseconds.',
    });
  }
  return instant;
}

function isoZone(zone: string): string {
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
}

/** Epoch ms as `2026-11-23T03:24:56.789Z`, without the fraction where it is zero. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/** The same to the second, such as `2026-11-23T03:24:56Z`. */
export function formatSecond(instant: number): string {
  return formatInstant(Math.floor(instant / 1000) * 1000);
}
