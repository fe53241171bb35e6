const YEAR = '(?<year>\\d{4}|[+-]\\d{6})';
const FRACTION = '(?:[.,](?<fraction>\\d+))?';

/** Dates of ISO 8601, extended and basic: calendar, ordinal and week dates; a month or a year alone is its first day. */
const DATES = patterns([
  `${YEAR}(?:-(?<month>\\d{2})(?:-(?<day>\\d{2}))?)?`,
  `${YEAR}(?<month>\\d{2})(?<day>\\d{2})`,
  `${YEAR}-?(?<ordinal>\\d{3})`,
  `${YEAR}-W(?<week>\\d{2})(?:-(?<weekday>\\d))?`,
  `${YEAR}W(?<week>\\d{2})(?<weekday>\\d)?`,
]);

/** Times of day, extended and basic; the last part may have a fraction. */
const TIMES = patterns([
  `(?<hour>\\d{2})(?::(?<minute>\\d{2})(?::(?<second>\\d{2}))?)?${FRACTION}`,
  `(?<hour>\\d{2})(?:(?<minute>\\d{2})(?<second>\\d{2})?)?${FRACTION}`,
]);

const WHOLE = /^(?<date>[^T\s]+)(?:(?:T|\s)(?<time>[\d:.,]+)\s*(?<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

/** Beyond, a year has other than four digits, which no endpoint of Qualtrics takes. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

type Parts = Readonly<Record<string, string | undefined>>;

/**
 * The moment that an ISO 8601 text names, or `undefined` when it names none, or none of the years 0 to 9999.
 * A time without a zone, and a date alone (its midnight), are taken as UTC, as Qualtrics does.
 * Days that no calendar has (February 30) are refused rather than rolled over; 24:00 is the end of a day, and a leap
 * second the moment after it. Between date and time a blank is as good as a "T".
 */
export function parseInstant(text: string): Date | undefined {
  const whole = WHOLE.exec(text.trim().replaceAll('\u2212', '-'))?.groups;
  if (!whole) return undefined;
  const day = dayMs(firstMatch(DATES, whole.date));
  const time = whole.time === undefined ? 0 : timeMs(firstMatch(TIMES, whole.time));
  const offset = zoneOffsetMs(whole.zone ?? 'Z');
  if (day === undefined || time === undefined || offset === undefined) return undefined;
  const ms = day + time - offset;
  return ms >= FIRST_MS && ms <= LAST_MS ? new Date(ms) : undefined;
}

/** ISO 8601 UTC without milliseconds (`2030-09-13T06:00:00Z`), as some Qualtrics endpoints insist on. */
export function toWholeSecondsIso(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/** The same for the end of a span, which is rounded up, so that nothing before it is left out. */
export function toWholeSecondsIsoAtLeast(instant: Date): string {
  const ms = Math.ceil(instant.getTime() / SECOND_MS) * SECOND_MS;
  return toWholeSecondsIso(new Date(Math.min(ms, LAST_MS)));
}

function patterns(sources: readonly string[]): RegExp[] {
  return sources.map((source) => new RegExp(`^${source}$`, 'i'));
}

function firstMatch(forms: readonly RegExp[], text = ''): Parts | undefined {
  for (const form of forms) {
    const match = form.exec(text);
    if (match) return match.groups;
  }
  return undefined;
}

/** Midnight UTC of a date; `undefined` when the calendar lacks it. */
function dayMs(parts: Parts | undefined): number | undefined {
  if (!parts) return undefined;
  const year = Number(parts.year);
  if (parts.week !== undefined) return weekDayMs(year, Number(parts.week), Number(parts.weekday ?? '1'));
  const month = Number(parts.month ?? '1');
  const day = Number(parts.ordinal ?? parts.day ?? '1');
  const ms = utcMs(year, month, day);
  const date = new Date(ms);
  const isInYear = date.getUTCFullYear() === year && day > 0;
  return isInYear && (parts.ordinal !== undefined || date.getUTCMonth() === month - 1) ? ms : undefined;
}

/** Week 1 is the one with January 4; weeks begin on Monday (1). */
function weekDayMs(year: number, week: number, weekday: number): number | undefined {
  if (week < 1 || weekday < 1 || weekday > 7) return undefined;
  const monday = mondayOfFirstWeek(year) + (week - 1) * 7 * DAY_MS;
  return monday < mondayOfFirstWeek(year + 1) ? monday + (weekday - 1) * DAY_MS : undefined;
}

function mondayOfFirstWeek(year: number): number {
  const fourth = utcMs(year, 1, 4);
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
}

/** `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
function utcMs(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** Milliseconds since midnight; `undefined` when no clock shows it. */
function timeMs(parts: Parts | undefined): number | undefined {
  if (!parts) return undefined;
  const { hour = '0', minute, second, fraction = '0' } = parts;
  const [h, m, s] = [Number(hour), Number(minute ?? '0'), Number(second ?? '0')];
  const unit = second !== undefined ? SECOND_MS : minute !== undefined ? MINUTE_MS : HOUR_MS;
  const ms = h * HOUR_MS + m * MINUTE_MS + s * SECOND_MS + Math.floor(Number(`0.${fraction}`) * unit);
  const isLeapSecond = m === 59 && s === 60;
  const isClock = h <= 24 && m <= 59 && (s <= 59 || isLeapSecond) && ms <= DAY_MS;
  return isClock ? ms : undefined;
}

/** Milliseconds east of UTC; `undefined` for an offset that no zone has. */
function zoneOffsetMs(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
}
