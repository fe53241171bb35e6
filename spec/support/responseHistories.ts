import fc from 'fast-check';
import type { TimestampField } from '../../src/responses/rows.js';

/** A survey's life while it is polled: everything else follows from the seed. */
export interface ResponseHistory {
  readonly seed: number;
  readonly field: TimestampField;
  readonly pageSize: number;
  /** Responses there at the beginning. */
  readonly old: number;
  /** How many of them share a millisecond, at the most. */
  readonly crowd: number;
  /** Changes between two polls, and while an export runs or a page is delivered, at the most. */
  readonly unrest: number;
  /** Longest lag of exports in seconds, 120 at the most. */
  readonly lag: number;
  readonly failing: number;
  /** Chance that the container dies at an emit: of a response, or of the snapshot behind its page. */
  readonly dying: number;
  readonly files: number;
  /** Rows of an index that memory holds; the others go through a file. */
  readonly rowsInMemory: number;
  /** How far the step's clock is ahead of Qualtrics', in seconds. */
  readonly clockAhead: number;
  readonly tellsServerTime: boolean;
  /** Chance that the run's time is over after a page. */
  readonly outOfTime: number;
  /** Polls while things happen; then it is polled until all is quiet. */
  readonly polls: number;
  /** In ms after the beginning of things; `undefined`: from the beginning of time, and without end. */
  readonly startAfter: number | undefined;
  readonly endAfter: number | undefined;
  /** Whether the end is taken away once all is quiet. */
  readonly endIsLifted: boolean;
}

/** Without the server's time, a clock that is ahead cannot be noticed: that is a stated limit. */
const clocks = fc.constantFrom(
  { clockAhead: 0, tellsServerTime: true },
  { clockAhead: 0, tellsServerTime: false },
  { clockAhead: 90, tellsServerTime: true },
  { clockAhead: 86_400, tellsServerTime: true },
  { clockAhead: -90, tellsServerTime: false },
);

export const AllResponseHistories: fc.Arbitrary<ResponseHistory> = fc
  .record({
    seed: fc.nat(),
    field: fc.constantFrom<TimestampField>('recorded', 'lastModified'),
    pageSize: fc.constantFrom(1, 2, 3, 10, 100, 1000),
    old: fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 400 })),
    crowd: fc.constantFrom(1, 3, 40, 300),
    unrest: fc.constantFrom(0, 1, 5, 30),
    lag: fc.constantFrom(0, 5, 120),
    failing: fc.constantFrom(0, 0.1),
    dying: fc.constantFrom(0, 0.01, 0.1),
    files: fc.constantFrom(1, 1, 3),
    rowsInMemory: fc.constantFrom(2, 30, 10_000, 10_000),
    clock: clocks,
    outOfTime: fc.constantFrom(0, 0.2),
    polls: fc.integer({ min: 1, max: 6 }),
    startAfter: fc.constantFrom(undefined, undefined, -30_000_000, -1, 500),
    endAfter: fc.constantFrom(undefined, undefined, -30_000_001, 0, 30_500, 200_000),
    endIsLifted: fc.boolean(),
  })
  .map(({ clock, ...history }) => ({ ...history, ...clock }));
