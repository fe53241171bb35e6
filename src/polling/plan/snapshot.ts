import { type Mark, type Position, startingAt, type Version } from './position.js';

/** What is polled. A snapshot of another question is of no use. */
export interface PollTarget {
  readonly objectType: string;
  /** Empty for an object type without directories. */
  readonly directoryId: string;
  readonly timestampField: string;
  /** ISO 8601 UTC, or empty for the beginning of time. */
  readonly startTime: string;
}

/**
 * The snapshot as the platform keeps it between two flow starts. At most {@link MAX_SNAPSHOT_BYTES} as JSON.
 *
 * - `version`: of this format; one of a newer format is read as far as it has the same parts.
 * - `question`: what was polled; a snapshot of another question is not used.
 * - `watermark`: everything up to (`time`, `contactId`) was delivered; `contactId` is empty when nothing of the
 *   second `time` was.
 * - `early`: contacts delivered beyond the watermark, by seconds after it: ids without `prefix`, percent-encoded,
 *   joined by spaces; each with its milliseconds after a `+` where Qualtrics tells them.
 * - `unread`: seconds before the watermark that could not be read yet, each with the last id delivered of it.
 * - `spanSeconds`: how much time the last page spanned, when there is a backlog: a hint, of no meaning for what
 *   is delivered.
 */
export interface Snapshot {
  readonly version: 1;
  readonly question: PollTarget;
  readonly watermark: { readonly time: string; readonly contactId: string };
  readonly early: { readonly prefix: string; readonly ids: Readonly<Record<string, string>> };
  readonly unread?: Readonly<Record<string, string>>;
  readonly spanSeconds?: number;
}

/** The platform keeps 5 KB of it. Whether that is 5,000 or 5,120 bytes is not said: our choice is the smaller. */
export const MAX_SNAPSHOT_BYTES = 5000;

const VERSION = 1;

/** The position (and span hint) as a snapshot. */
export function toSnapshot(question: PollTarget, position: Position, spanSeconds?: number): Snapshot {
  const ids = position.early.map(({ id }) => encodeURIComponent(id));
  const prefix = commonPrefix(ids);
  const bySecond: Record<string, string> = {};
  for (const [at, { second, millisecond }] of position.early.entries()) {
    const offset = String(second - position.second);
    const short = (ids[at] ?? '').slice(prefix.length) + (millisecond === 0 ? '' : `+${millisecond}`);
    bySecond[offset] = bySecond[offset] === undefined ? short : `${bySecond[offset]} ${short}`;
  }
  return {
    version: VERSION,
    question,
    watermark: { time: toIso(position.second), contactId: position.id },
    early: { prefix, ids: bySecond },
    ...(position.unread.length === 0
      ? {}
      : { unread: Object.fromEntries(position.unread.map(({ second, id }) => [toIso(second), id])) }),
    ...(spanSeconds === undefined ? {} : { spanSeconds }),
  };
}

/** As large as the parts get that change while contacts become settled. */
const MAX_ID = 'x'.repeat(40);
const MAX_SPAN = 9_999_999_999;
const MAX_OFFSET_BYTES = String(-MAX_SPAN).length;

/** Whether a position, and every one that it turns into while contacts become settled, fits into a snapshot. */
export function fitsSnapshot(question: PollTarget, position: Position): boolean {
  const unread = position.unread.map(({ second }) => ({ second, id: MAX_ID }));
  const largest = toSnapshot(question, { ...position, id: MAX_ID, unread }, MAX_SPAN);
  // What is remembered of a second that was left for later falls further and further behind.
  const growth = MAX_OFFSET_BYTES * unread.length;
  return Buffer.byteLength(JSON.stringify(largest)) + growth <= MAX_SNAPSHOT_BYTES;
}

/** Where a poll goes on. */
export interface Resumed {
  readonly position: Position;
  readonly spanSeconds: number | undefined;
  /** Why an existing snapshot was not used, in words; then the position is the question's start. */
  readonly restartedBecause: string | undefined;
}

/** Where a poll begins that has no snapshot. */
export function startOf({ startTime }: PollTarget): Position {
  return startingAt(startTime === '' ? 0 : Math.floor(Date.parse(startTime) / 1000));
}

/** A stored snapshot that nobody can go on from. Starting anew by itself would deliver everything a second time. */
class SnapshotUnusable extends Error {
  override readonly name = 'SnapshotUnusable';

  constructor(why: string) {
    super(
      `The stored snapshot cannot be used, since ${why}. Nothing was delivered, so that nothing comes twice: reset the snapshot of this step to start anew from "Start Time".`,
    );
  }
}

/**
 * Where to go on: after the snapshot, or from the target's start when there is none or it belongs to another target.
 * What of a damaged or newer snapshot can be read is used. Throws SnapshotUnusable when its position cannot.
 */
export function resume(target: PollTarget, stored: unknown): Resumed {
  const restart = (restartedBecause?: string): Resumed => ({
    position: startOf(target),
    spanSeconds: undefined,
    restartedBecause,
  });
  if (stored === undefined || stored === null || isEmptyObject(stored)) return restart();
  const { question, position, spanSeconds } = readSnapshot(stored);
  const changed = changedParts(target, question);
  if (changed.length > 0) return restart(`it belongs to another ${changed.join(' and ')}`);
  return { position, spanSeconds, restartedBecause: undefined };
}

/** The one of two snapshots that is further on; `undefined` is none. Throws SnapshotUnusable. */
export function furthest(target: PollTarget, given: unknown, other: unknown): unknown {
  if (other === undefined) return given;
  const [a, b] = [resume(target, given).position, resume(target, other).position];
  const difference =
    b.second - a.second || compareTexts(b.id, a.id) || compareUnread(b, a) || b.early.length - a.early.length;
  return difference > 0 ? other : given;
}

/** Positive when less of what was left for later is still to come after `a`. */
function compareUnread(a: Position, b: Position): number {
  const idsOf = ({ unread }: Position): string =>
    unread
      .map(({ second, id }) => `${second} ${id}`)
      .sort()
      .join();
  return b.unread.length - a.unread.length || compareTexts(idsOf(a), idsOf(b));
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const NAMES_OF_PARTS: Readonly<Record<keyof PollTarget, string>> = {
  objectType: 'object type',
  directoryId: 'directory',
  timestampField: 'timestamp field',
  startTime: 'start time',
};

function changedParts(asked: PollTarget, kept: Partial<Record<keyof PollTarget, unknown>>): string[] {
  const parts = Object.keys(NAMES_OF_PARTS) as (keyof PollTarget)[];
  return parts.filter((part) => asked[part] !== kept[part]).map((part) => NAMES_OF_PARTS[part]);
}

interface SnapshotContents {
  readonly question: Partial<Record<keyof PollTarget, unknown>>;
  readonly position: Position;
  readonly spanSeconds: number | undefined;
}

/** Whatever the version says: a newer one that holds a position in the same form is as good. */
function readSnapshot(stored: unknown): SnapshotContents {
  if (!isRecord(stored)) throw new SnapshotUnusable('it is none of this trigger');
  const { version, question, watermark, early, unread, spanSeconds } = stored;
  const format =
    version === VERSION ? 'it is damaged' : `it has the format ${JSON.stringify(version) ?? 'of no version'}`;
  if (!isRecord(question) || !isRecord(watermark)) throw new SnapshotUnusable(format);
  const second = typeof watermark.time === 'string' ? Date.parse(watermark.time) / 1000 : Number.NaN;
  if (!Number.isInteger(second)) throw new SnapshotUnusable('its position is damaged');
  const id = typeof watermark.contactId === 'string' ? watermark.contactId : '';
  return {
    question,
    position: { second, id, early: readEarly(second, early), unread: readUnread(unread) },
    spanSeconds: typeof spanSeconds === 'number' && spanSeconds >= 1 ? Math.floor(spanSeconds) : undefined,
  };
}

function readUnread(unread: unknown): Mark[] {
  return Object.entries(isRecord(unread) ? unread : {}).flatMap(([time, id]) => {
    const second = Date.parse(time) / 1000;
    return Number.isInteger(second) && typeof id === 'string' ? [{ second, id }] : [];
  });
}

/** An entry that cannot be read is left out: that one contact may come a second time. */
function readEarly(second: number, early: unknown): Version[] {
  const { prefix, ids } = isRecord(early) ? early : {};
  const entries = Object.entries(isRecord(ids) ? ids : {});
  return entries.flatMap(([offset, joined]) => {
    if (!/^-?\d+$/.test(offset) || typeof joined !== 'string') return [];
    return joined.split(' ').flatMap((entry) => readEntry(second + Number(offset), String(prefix ?? ''), entry));
  });
}

function readEntry(second: number, prefix: string, entry: string): Version[] {
  const [short = '', millisecond = '0'] = entry.split('+');
  if (short === '' && prefix === '') return [];
  try {
    const id = decodeURIComponent(prefix + short);
    return [{ id, second, millisecond: /^\d{1,3}$/.test(millisecond) ? Number(millisecond) : 0 }];
  } catch {
    return [];
  }
}

function commonPrefix(texts: readonly string[]): string {
  const [first = ''] = texts;
  let length = first.length;
  for (const text of texts) while (!text.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

function toIso(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000Z', 'Z');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyObject(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}
