const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,3})?(Z|[+-]\d{2}:\d{2})?)?$/;
const DATE_LENGTH = 'yyyy-MM-dd'.length;

/**
 * A date, or a date and a time, as the vendor takes them: `2024-03-01`, `2024-03-01 23:18:12`, `2024-03-01T23:18:12Z`,
 * also with milliseconds and an offset. Without a zone it is UTC.
 * Gives ms since 1970, or nothing when there is no such day or hour.
 */
export function calendarTime(text: string): number | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!isThere || minute > 59 || second > 59) return undefined;
  const time = Date.parse(match[7] ? text : `${text.replace(' ', 'T')}${text.length === DATE_LENGTH ? '' : 'Z'}`);
  return Number.isNaN(time) ? undefined : time;
}
