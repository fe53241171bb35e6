import { shown } from '../input/fields.js';
import type { ResponsePosition } from './position.js';
import type { TimestampField } from './rows.js';

/** What is polled. A snapshot of another target is of no use. */
export interface ResponseTarget {
  readonly surveyId: string;
  readonly timestampField: TimestampField;
  /** ISO 8601 UTC, or empty for the beginning of time. */
  readonly startTime: string;
}

/**
 * The snapshot as the platform keeps it between two flow starts; a few hundred bytes of the 5 KB it allows.
 *
 * - `version`: of this format.
 * - `target`: what was polled; another target starts anew.
 * - `watermark`: everything up to (`time`, `responseId`) was delivered; `responseId` is empty when nothing of the
 *   millisecond `time` was.
 */
export interface ResponseSnapshot {
  readonly version: 1;
  readonly target: ResponseTarget;
  readonly watermark: { readonly time: string; readonly responseId: string };
}

const VERSION = 1;

/** The position as a snapshot. */
export function toResponseSnapshot(target: ResponseTarget, position: ResponsePosition): ResponseSnapshot {
  const time = new Date(position.timeMs).toISOString();
  return { version: VERSION, target, watermark: { time, responseId: position.responseId } };
}

/** Where a poll goes on. */
export interface ResumedResponses {
  readonly position: ResponsePosition;
  /** Why an existing snapshot was not used, in words; then the position is the target's start. */
  readonly restartedBecause: string | undefined;
}

/** Where a poll begins that has no snapshot. */
export function startOfResponses({ startTime }: ResponseTarget): ResponsePosition {
  return { timeMs: startTime === '' ? 0 : Date.parse(startTime), responseId: '' };
}

/**
 * Where to go on: after the snapshot, or from the target's start when there is none or it is of another target.
 * Throws an Error for a snapshot that cannot be read: starting anew would deliver everything again.
 */
export function resumeResponses(target: ResponseTarget, stored: unknown): ResumedResponses {
  if (stored === undefined || stored === null || isEmptyObject(stored)) {
    return { position: startOfResponses(target), restartedBecause: undefined };
  }
  if (!isRecord(stored) || !isRecord(stored.target)) throw unreadable('it is not one of this trigger');
  const changed = changedParts(target, stored.target);
  if (changed.length > 0) {
    return { position: startOfResponses(target), restartedBecause: `it belongs to another ${changed.join(' and ')}` };
  }
  if (stored.version !== VERSION) throw unreadable(`its format ${shown(stored.version)} is not known to this version`);
  const { time, responseId } = isRecord(stored.watermark) ? stored.watermark : {};
  const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(timeMs) || typeof responseId !== 'string') throw unreadable('its position is damaged');
  return { position: { timeMs, responseId }, restartedBecause: undefined };
}

const NAMES_OF_PARTS: Readonly<Record<keyof ResponseTarget, string>> = {
  surveyId: 'survey',
  timestampField: 'timestamp field',
  startTime: 'start time',
};

function changedParts(asked: ResponseTarget, kept: Readonly<Record<string, unknown>>): string[] {
  const parts = Object.keys(NAMES_OF_PARTS) as (keyof ResponseTarget)[];
  return parts.filter((part) => asked[part] !== kept[part]).map((part) => NAMES_OF_PARTS[part]);
}

function unreadable(why: string): Error {
  return new Error(
    `The stored snapshot cannot be used: ${why}. Nothing was delivered. Reset the snapshot of this step to poll again from "Start Time".`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyObject(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}
