import type { Row } from './position.js';

/**
 * What is known of how contacts are spread over time: a sample of the seconds that lie ahead, and what was read since
 * it was taken. It may be wrong without harm: a window that turns out too large is cut.
 */
export interface Forecast {
  /** Seconds, ascending. */
  readonly sample: readonly number[];
  /** The order in which the index listed them; only a mixed one stands for all that lie ahead. */
  readonly order: 'mixed' | 'oldest first' | 'newest first';
  /** Contacts that were read since the sample was taken. */
  readonly read: number;
  /** How many contacts there are a second hereabouts. */
  readonly perSecond: number | undefined;
}

/** What was read last is believed as long as the sample does not differ from it by so many standard deviations. */
const DOUBTFUL_DEVIATIONS = 1.75;

/** A window by the sample alone aims at this share, for a sample is coarse and one that is too large costs most. */
const BY_SAMPLE = 0.75;

/** What is left behind a window is taken along when the two are no more than so many times as much. */
const MAX_LAST_WINDOW = 1.3;

/** The share of all contacts before the end of the second window. */
const SECOND_WINDOW = 0.04;

/** After an empty window the next one is so many times as long. */
const LEAP = 32;

/** From the first page of a search, and perhaps from what an earlier poll found. */
export function forecastFrom(rows: readonly Row<unknown>[], perSecond: number | undefined): Forecast {
  const seconds = rows.map((row) => row.second);
  const sample = [...seconds].sort((a, b) => a - b);
  const isSpread = sample[0] !== sample.at(-1);
  const isSorted = (sorted: readonly number[]): boolean => isSpread && seconds.every((one, at) => one === sorted[at]);
  if (isSorted(sample)) return { sample, order: 'oldest first', read: 0, perSecond };
  if (isSorted([...sample].reverse())) return { sample, order: 'newest first', read: 0, perSecond };
  return { sample, order: 'mixed', read: 0, perSecond };
}

/**
 * Where the first windows end, which are asked for side by side: small, so that the first contacts are delivered soon. Of
 * a mixed sample each row stands for a hundredth of all contacts: the first window is small whatever there is, and the
 * second is worth its question where a few thousand at the most are waiting. None when nobody knows.
 */
export function firstEnds({ sample, order, perSecond }: Forecast, from: number, contacts: number): number[] {
  if (perSecond !== undefined) return [from + Math.max(1, Math.round(contacts / perSecond))];
  if (order === 'newest first') return [];
  if (order === 'oldest first') return sample.slice(-1);
  const rows = [1, Math.floor(SECOND_WINDOW * sample.length)];
  return rows.flatMap((row) => sample.slice(row - 1, row)).map((second) => second + 1);
}

/** Where about so many contacts from `from` on end: `until`, when little more would be left. */
export function endOf(forecast: Forecast, from: number, contacts: number, until: number): number {
  const { perSecond, sample } = forecast;
  const seconds = perSecond === undefined ? until - from : Math.max(1, Math.round(contacts / perSecond));
  const byPace = from + MAX_LAST_WINDOW * seconds >= until ? until : from + seconds;
  const stands = standsFor(forecast, from);
  if (stands === undefined) return byPace;
  const ahead = sample.filter((second) => second >= from);
  const wanted = contacts / stands;
  const bySample =
    ahead.length <= MAX_LAST_WINDOW * wanted
      ? until
      : within(from, ahead[Math.floor(BY_SAMPLE * wanted)] ?? until, until);
  if (perSecond === undefined) return bySample;
  const sampled = ahead.filter((second) => second < byPace).length;
  // Both numbers are counts of few, and so is what a row of the sample stands for.
  const deviation = Math.sqrt(wanted + sampled) + wanted / (2 * Math.sqrt(sample.length - ahead.length));
  return Math.abs(sampled - wanted) <= DOUBTFUL_DEVIATIONS * deviation ? byPace : bySample;
}

/** About how many contacts lie in a stretch; `undefined` when nobody knows. */
export function expectedIn(forecast: Forecast, from: number, to: number): number | undefined {
  const stands = standsFor(forecast, from);
  if (stands !== undefined) return stands * forecast.sample.filter((second) => second >= from && second < to).length;
  return forecast.perSecond === undefined ? undefined : forecast.perSecond * (to - from);
}

/** What a window that was read adds. */
export function afterReading(forecast: Forecast, from: number, to: number, rows: readonly Row<unknown>[]): Forecast {
  // Of the first window only the part that holds contacts counts: it may begin at the beginning of time.
  const measured = rows.length / (to - (rows[0]?.second ?? from));
  const perSecond = rows.length > 0 ? measured : forecast.perSecond && forecast.perSecond / LEAP;
  return { ...forecast, read: forecast.read + rows.length, perSecond };
}

/** What a window tells that could not be read: how many contacts there are a second, about. */
export function atPace(forecast: Forecast, perSecond: number): Forecast {
  return { ...forecast, perSecond };
}

/** How many contacts a row of the sample stands for; `undefined` when the sample does not tell. */
function standsFor({ sample, order, read }: Forecast, from: number): number | undefined {
  const passed = sample.filter((second) => second < from).length;
  return order === 'mixed' && passed > 0 && passed < sample.length && read > 0 ? read / passed : undefined;
}

/** Shares of what a first page shows that the first cuts leave. */
const SHARES: readonly number[] = [0.5, 0.1, 0.1];
const LAST_SHARE = 0.1;

/**
 * Where to cut a stretch that holds too many, by the rows of its first page, after so many cuts. An index that lists in
 * an order of time shows only one end of the stretch: then it is cut at half of the time.
 */
export function cut(from: number, to: number, rows: readonly Row<unknown>[], cuts: number): number {
  const halfway = from + Math.floor((to - from) / 2);
  const { sample, order } = forecastFrom(rows, undefined);
  const isOfNoHelp = order === 'newest first' || (cuts >= SHARES.length && cuts % 2 === 1);
  const share = SHARES[cuts] ?? LAST_SHARE;
  const second = isOfNoHelp ? halfway : (sample[Math.floor(share * sample.length)] ?? halfway);
  return within(from, second, to - 1);
}

function within(from: number, second: number, until: number): number {
  return Math.max(from + 1, Math.min(second, until));
}
