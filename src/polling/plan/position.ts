/** A contact as polling sees it: who, and in which second (since 1970, UTC) it was created or last modified. */
export interface Row<Contact> {
  readonly id: string;
  readonly second: number;
  /** Within the second, 0–999; 0 where Qualtrics tells whole seconds only. */
  readonly millisecond: number;
  /** Its other time (the creation, where the last change is polled), in seconds since 1970, where it is known. */
  readonly otherSecond?: number | undefined;
  /** True for one without a date: it takes a place in the list, is at no time, and cannot be delivered. */
  readonly isUndated?: boolean;
  readonly contact: Contact;
}

/** A contact as it was at a certain time: what is delivered once. */
export type Version = Pick<Row<unknown>, 'id' | 'second' | 'millisecond'>;

/**
 * How far a poll has come, in time order and within a second by id:
 * everything up to and including (`second`, `id`) was delivered, and of what lies above only what `early` holds.
 */
export interface Position {
  readonly second: number;
  /** Empty: nothing of `second` itself was delivered. */
  readonly id: string;
  /** Delivered although the index might still show others before them. */
  readonly early: readonly Version[];
  /** Seconds before it that could not be read yet, each with the id up to which it was delivered. */
  readonly unread: readonly Mark[];
}

/** A place within a second. */
export interface Mark {
  readonly second: number;
  readonly id: string;
}

/** The position before everything from `second` on. */
export function startingAt(second: number): Position {
  return { second, id: '', early: [], unread: [] };
}

/** The rows that were not delivered before, in the order of delivery; one that is listed twice counts once, as it was last. */
export function undelivered<Contact>(position: Position, rows: readonly Row<Contact>[]): Row<Contact>[] {
  const early = new Set(position.early.map(versionKey));
  const isNew = (row: Row<Contact>): boolean =>
    row.second > position.second || (row.second === position.second && row.id > position.id);
  const wanted = new Map<string, Row<Contact>>();
  for (const row of [...rows].sort(compareVersions)) {
    if (!row.isUndated && isNew(row) && !early.has(versionKey(row))) wanted.set(row.id, row);
  }
  return [...wanted.values()].sort(compareRows);
}

function compareVersions(a: Version, b: Version): number {
  return a.second - b.second || a.millisecond - b.millisecond;
}

function versionKey({ id, second, millisecond }: Version): string {
  return `${second} ${millisecond} ${id}`;
}

/** The position once everything up to and including `row` was delivered. */
export function afterRow(position: Position, row: Row<unknown>): Position {
  return movedTo(position, row.second, row.id);
}

/** The position once everything before `second` was delivered; never goes back. */
export function beforeSecond(position: Position, second: number): Position {
  return second > position.second ? movedTo(position, second, '') : position;
}

/** The position once `row` was delivered ahead of what may still come before it. */
export function withEarly(position: Position, row: Row<unknown>): Position {
  const { id, second, millisecond } = row;
  return { ...position, early: [...position.early, { id, second, millisecond }] };
}

/** The position once a second is left for later, and everything before and of it counts as passed. */
export function withUnread(position: Position, second: number): Position {
  const id = position.second === second ? position.id : '';
  return beforeSecond({ ...position, unread: [...position.unread, { second, id }] }, second + 1);
}

/** What is still to be delivered of a second that was left for later. */
export function undeliveredOf<Contact>(
  position: Position,
  { second, id }: Mark,
  rows: readonly Row<Contact>[],
): Row<Contact>[] {
  return undelivered({ ...position, second, id }, rows).filter((row) => row.second === second);
}

/** The position once a second that was left for later was delivered up to an id; `undefined`: to its end. */
export function withRead(position: Position, { second }: Mark, id: string | undefined): Position {
  const others = position.unread.filter((mark) => mark.second !== second);
  const unread = id === undefined ? others : [...others, { second, id }];
  return movedTo({ ...position, unread }, position.second, position.id);
}

function movedTo(position: Position, second: number, id: string): Position {
  const isNeeded = (version: Version): boolean =>
    version.second >= second || position.unread.some((mark) => mark.second === version.second);
  return { second, id, early: position.early.filter(isNeeded), unread: position.unread };
}

/** Time order, then id: the order in which contacts are delivered. */
export function compareRows(a: Row<unknown>, b: Row<unknown>): number {
  if (a.second !== b.second) return a.second - b.second;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
