import { seededRandom } from '../random.js';
import type { SurveyContent } from '../surveys/content.js';
import { answerBelievably } from './answers.js';
import type { StoredResponse, Value } from './response.js';
import { ID_START, idOf, indexOfId } from './responseIds.js';

export interface PopulationOptions {
  readonly count: number;
  readonly seed: number;
  /** The first response is recorded then; ms since 1970. */
  readonly since: number;
  /** All are recorded before; the same as `since`: all of them in that millisecond. */
  readonly until: number;
}

const MAX_SECONDS = 900;

/** Responses that nobody has to keep: each follows from the seed and its index, in the order they were recorded. */
export class Population {
  readonly count: number;
  readonly #survey: SurveyContent;
  readonly #options: PopulationOptions;

  constructor(survey: SurveyContent, options: PopulationOptions) {
    this.count = options.count;
    this.#survey = survey;
    this.#options = options;
  }

  idAt(index: number): string {
    return idOf(index, this.#options.seed);
  }

  /** The index of a response, or nothing for an id that is none of these. */
  indexOf(responseId: string): number | undefined {
    if (!responseId.startsWith(ID_START)) return undefined;
    const index = indexOfId(responseId, this.#options.seed);
    return index < this.count && this.idAt(index) === responseId ? index : undefined;
  }

  /** When it was recorded: never before the one before it. */
  recordedAt(index: number): number {
    const { since, until, count, seed } = this.#options;
    const place = (index + fraction(seed + index)) / count;
    return since + Math.floor(place * (until - since));
  }

  /** The index of the first response recorded at or after a time. */
  firstSince(time: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.recordedAt(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  at(index: number): StoredResponse {
    const random = seededRandom(this.#options.seed + Math.imul(index + 1, 0x9e3779b1));
    const recordedDate = this.recordedAt(index);
    const values = ownMetadata(recordedDate, 30 + random.below(MAX_SECONDS));
    values.ipAddress = `192.0.2.${1 + random.below(254)}`;
    values.locationLatitude = (random.next() * 60).toFixed(4);
    values.locationLongitude = (random.next() * 60).toFixed(4);
    values.distributionChannel = random.next() < 0.5 ? 'anonymous' : 'gl';
    values.userLanguage = 'EN';
    answerBelievably(values, this.#survey, random);
    return { responseId: this.idAt(index), recordedDate, lastModified: recordedDate, isInProgress: false, values };
  }
}

/** A number from 0 to 1 that follows from another one. */
function fraction(number: number): number {
  let mixed = Math.imul(number ^ (number >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** Times of a response that was recorded then, after so many seconds. */
export function ownMetadata(recordedDate: number, duration: number): Record<string, Value> {
  const endDate = Math.floor(recordedDate / 1000) * 1000;
  return {
    startDate: wholeSeconds(endDate - duration * 1000),
    endDate: wholeSeconds(endDate),
    status: 0,
    duration,
  };
}

function wholeSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
