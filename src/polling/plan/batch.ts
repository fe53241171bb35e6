import type { Answer, Wish } from './conversation.js';
import { afterRow, type Position, type Row, undelivered, withEarly } from './position.js';

/** Where a poll goes on from, and how much it may deliver. */
export interface PollOptions {
  readonly start: Position;
  readonly pageSize: number;
  /** At most one page is delivered. */
  readonly onePage: boolean;
  /** Contacts of this second and later are not wanted. */
  readonly endSecond?: number | undefined;
  /** From an earlier poll: how much time most of a page spanned. */
  readonly spanSeconds?: number | undefined;
  /** Whether a position can still be kept: the snapshot has an end. */
  readonly fits: (position: Position) => boolean;
  /** Only what was there before the beginning is wanted, and no poll follows. */
  readonly isListing?: boolean;
}

/** A contact to deliver and the position once it and all before it were. */
export interface Delivery<Contact> {
  readonly row: Row<Contact>;
  readonly after: () => Position;
}

/** Contacts that are new, in the order of delivery, and the position once they all were delivered. */
export interface Batch<Contact> {
  readonly deliveries: readonly Delivery<Contact>[];
  readonly end: Position;
  /** How much time most of a page spans, when there is a backlog. */
  readonly spanSeconds?: number | undefined;
  /** A second with more contacts than Qualtrics lists, to be told once those that it lists were delivered. */
  readonly unreadable?: { readonly second: number; readonly listed: number };
}

/** A conversation that finds batches of new contacts besides. */
export type Search<Contact, Result = void> = Generator<
  Wish<Contact> | { readonly kind: 'batch'; readonly batch: Batch<Contact> },
  Result,
  readonly Answer<Contact>[]
>;

/** What was not delivered before, each moving the position to itself. */
export function inOrder<Contact>(base: Position, rows: readonly Row<Contact>[]): Delivery<Contact>[] {
  return undelivered(base, rows).map((row) => ({ row, after: () => afterRow(base, row) }));
}

/** Steps that are remembered one by one, until the snapshot is full. */
export function earlyDeliveries<Contact>(
  rows: readonly Row<Contact>[],
  start: Position,
  options: PollOptions,
): Batch<Contact> & { allFit: boolean } {
  const deliveries: Delivery<Contact>[] = [];
  let end = start;
  for (const row of rows) {
    const after = withEarly(end, row);
    if (!options.fits(after)) return { deliveries, end, allFit: false };
    end = after;
    deliveries.push({ row, after: () => after });
  }
  return { deliveries, end, allFit: true };
}
