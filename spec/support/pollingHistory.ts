import fc from 'fast-check';
import { TOKEN_RULES, type TokenRule } from '../../local/simulation/simulatedDirectory.js';

/** A directory's life while it is polled: everything else follows from the seed. */
export interface History {
  readonly seed: number;
  readonly pageSize: number;
  readonly onePage: boolean;
  /** Contacts there at the beginning. */
  readonly old: number;
  /** How many of them share a second, at the most. */
  readonly crowd: number;
  /** Chance that something happens between two requests. */
  readonly unrest: number;
  /** Longest lag of the index in seconds, 60 at the most. */
  readonly lag: number;
  /** Chance that a request fails. */
  readonly failing: number;
  /** Chance that the container dies at a contact it delivers. */
  readonly dying: number;
  /** Polls while things happen; then it is polled until all is quiet. */
  readonly polls: number;
  readonly tokenRule: TokenRule;
  /** Chance that a full page leaves out a contact. */
  readonly dropping: number;
  /** Whether a search can ask for the creation, too. */
  readonly tellsCreation: boolean;
  /** Chance that two contacts change places in the index when something happens. */
  readonly disorder: number;
  /** Whether the time of a change is told to the millisecond, so that two in one second can be told apart. */
  readonly tellsMilliseconds: boolean;
  /** Seconds after the beginning of things from which on contacts are no longer wanted; `undefined`: never. */
  readonly endAfter: number | undefined;
}

/** Of few contacts some may carry a time that is yet to come, as imports and clocks make them. */
export const FEW = 400;
export const MAX_GAP_SECONDS = 501;

const anyHistory = {
  seed: fc.nat(),
  pageSize: fc.constantFrom(1, 2, 3, 5, 10, 100),
  onePage: fc.boolean(),
  old: fc.nat({ max: FEW }),
  crowd: fc.constantFrom(1, 3, 40, 300),
  unrest: fc.constantFrom(0, 0.05, 0.3, 0.8),
  lag: fc.constantFrom(0, 5, 60),
  failing: fc.constantFrom(0, 0.02),
  dying: fc.constantFrom(0, 0.01),
  polls: fc.integer({ min: 1, max: 8 }),
  tokenRule: fc.constantFrom('offset', 'offset', 'offset', ...TOKEN_RULES),
  dropping: fc.constantFrom(0, 0, 0, 0, 0.02),
  disorder: fc.constantFrom(0, 0, 0.5),
  tellsMilliseconds: fc.boolean(),
  tellsCreation: fc.boolean(),
  endAfter: fc.constantFrom(undefined, undefined, -30_000, 0, 30, 200),
};

/** With a thousand contacts and more, overlapping pages are read, which want an index that keeps its order. */
const bulkHistory = {
  ...anyHistory,
  pageSize: fc.constant(20),
  onePage: fc.constant(false),
  old: fc.integer({ min: 900, max: 2200 }),
  tokenRule: fc.constant<TokenRule>('offset'),
  disorder: fc.constant(0),
};

export const AllHistories: fc.Arbitrary<History> = fc.oneof(
  { weight: 9, arbitrary: fc.record(anyHistory) },
  { weight: 1, arbitrary: fc.record(bulkHistory) },
);
