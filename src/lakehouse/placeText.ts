/** What people read of a location, of whatever lakehouse: how it is written, what it is called, what it lies in. Pure. */

import path from 'node:path';
import { nameLocation, parseLocation } from './databricks/places';

/** A location as people write it: names of a catalog without back-ticks where they need none. What `Lakehouse.place` reads again. */
export function shownPlace(location: string): string {
  const place = parseLocation(location);
  if (place.kind === 'path') return location;
  return place.parts.every((part) => /^\w+$/.test(part)) ? place.parts.join('.') : location;
}

/** The last part of a location. */
export function lastPart(location: string): string {
  const place = parseLocation(location);
  return place.kind === 'name' ? (place.parts.at(-1) ?? '') : path.basename(location);
}

/** What a location lies in. */
export function parentPlace(location: string): string {
  const place = parseLocation(location);
  return place.kind === 'name' ? nameLocation(...place.parts.slice(0, -1)) : path.dirname(location);
}

/** Whether a location is a name in a catalog: its tables lie side by side, and nothing lies deeper. */
export function isNamedPlace(location: string): boolean {
  return location.startsWith('`');
}
