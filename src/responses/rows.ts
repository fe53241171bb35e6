import { parseInstant } from '../input/instant.js';
import type { ResponseVersion, Window } from './position.js';

/** A row of an export, or a response read by itself: as Qualtrics' JSON has it. */
export type ResponseRow = Readonly<Record<string, unknown>>;

/** The one shape in which every step gives a response: Qualtrics' own, and which survey it belongs to. */
export type SurveyResponse = ResponseRow & { readonly surveyId: string };

/** What counts as new: a response that was recorded, or also one that was changed. */
export type TimestampField = 'recorded' | 'lastModified';

/** Qualtrics' ids have 17 characters. A longer one would not fit into a snapshot with the rest. */
const MAX_ID_LENGTH = 200;

/** Exports in the order of their changes add a `LastModifiedDate`; whether to the values or beside them, nobody says. */
const MODIFIED_NAMES = ['LastModifiedDate', 'lastModifiedDate'];

/** A row in the shape of {@link SurveyResponse}. */
export function toResponse(surveyId: string, row: ResponseRow): SurveyResponse {
  const { surveyId: _, ...others } = row;
  return { surveyId, ...others };
}

/**
 * Which response a row is, and of what time; `undefined` where the row does not tell. Of several times that a row
 * tells, the one within the window counts: Qualtrics exported it for that, and embedded data may have any name.
 */
export function versionOf(row: ResponseRow, field: TimestampField, window: Window): ResponseVersion | undefined {
  const responseId = idOf(row);
  if (responseId === undefined) return undefined;
  const recorded = timesOf(row, ['recordedDate']);
  const isWithin = (timeMs: number): boolean => timeMs >= window.from * 1000 && timeMs < window.until * 1000;
  const times = field === 'recorded' ? recorded : [...timesOf(row, MODIFIED_NAMES), ...recorded];
  const timeMs = times.find(isWithin) ?? (field === 'recorded' ? recorded[0] : undefined);
  return timeMs === undefined ? undefined : { timeMs, responseId };
}

function idOf(row: ResponseRow): string | undefined {
  const id = row.responseId ?? valuesOf(row)._recordId;
  const isUsable = typeof id === 'string' && id.trim() !== '' && id.length <= MAX_ID_LENGTH && !/\p{Cs}/u.test(id);
  return isUsable ? id : undefined;
}

function timesOf(row: ResponseRow, names: readonly string[]): number[] {
  const values = valuesOf(row);
  return names.flatMap((name) => [values[name], row[name]].map(timeOf)).filter((time) => time !== undefined);
}

/** Milliseconds since 1970 of ISO 8601 text, UTC unless it says otherwise. */
function timeOf(value: unknown): number | undefined {
  return typeof value === 'string' ? parseInstant(value)?.getTime() : undefined;
}

function valuesOf(row: ResponseRow): ResponseRow {
  const { values } = row;
  return typeof values === 'object' && values !== null ? (values as ResponseRow) : {};
}
