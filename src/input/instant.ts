const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * The moment that an ISO 8601 text names, or `undefined` when it names none.
 * A time without a zone, and a date alone (its midnight), are taken as UTC, as Qualtrics does.
 * Days that no calendar has (February 30) are refused rather than rolled over.
 */
export function parseInstant(text: string): Date | undefined {
  const match = ISO_8601.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match;
  const clock = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const utc = new Date(`${clock}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  if (Number.isNaN(utc.getTime()) || utc.toISOString().slice(0, 19) !== clock) return undefined;
  const offset = zoneOffsetMinutes(zone);
  return offset === undefined ? undefined : new Date(utc.getTime() - offset * 60_000);
}

/** Minutes east of UTC; `undefined` for an offset that no zone has. */
function zoneOffsetMinutes(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** ISO 8601 UTC without milliseconds (`2030-09-13T06:00:00Z`), as some Qualtrics endpoints insist on. */
export function toWholeSecondsIso(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}
