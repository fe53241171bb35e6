import type { Population } from './population.js';
import type { StoredResponse } from './response.js';

/** A state of a response that was written by somebody. */
interface Version {
  /** When it was written; ms since 1970. */
  readonly since: number;
  /** Absent: deleted. */
  readonly response: StoredResponse | undefined;
}

/** Which responses to go through, and in which order. Times in ms since 1970. */
export interface RowQuery {
  readonly sortBy: 'recordedDate' | 'lastModified';
  /** Inclusive. */
  readonly from?: number | undefined;
  /** Exclusive. */
  readonly until?: number | undefined;
  /** What was written later is not seen. */
  readonly asOf: number;
  readonly inProgress?: boolean | undefined;
}

/** The responses of a survey: those of a population, and over them what was created, changed and deleted. */
export class ResponseStore {
  readonly #population: Population;
  /** By id, in the order they were written. */
  readonly #written = new Map<string, Version[]>();
  /** Indexes of the population that `#written` stands in for. */
  readonly #replaced = new Set<number>();

  constructor(population: Population) {
    this.#population = population;
  }

  /** How many there are, and how many were deleted; those in progress count as neither. */
  counts(): { kept: number; deleted: number } {
    let kept = this.#population.count - this.#replaced.size;
    let deleted = 0;
    for (const versions of this.#written.values()) {
      const last = versions.at(-1)?.response;
      if (!last) deleted += 1;
      else if (!last.isInProgress) kept += 1;
    }
    return { kept, deleted };
  }

  find(responseId: string): StoredResponse | undefined {
    const versions = this.#written.get(responseId);
    if (versions) return versions.at(-1)?.response;
    const index = this.#population.indexOf(responseId);
    return index === undefined ? undefined : this.#population.at(index);
  }

  /** When a response that is none of the population was completed; ms since 1970. */
  completedAt(responseId: string): number | undefined {
    if (this.#population.indexOf(responseId) !== undefined) return undefined;
    return this.#written.get(responseId)?.find(({ response }) => response?.isInProgress === false)?.since;
  }

  /** Keeps a response, new or changed, as of now (ms since 1970). */
  write(response: StoredResponse, now: number): void {
    this.#add(response.responseId, { since: now, response });
  }

  delete(responseId: string, now: number): void {
    this.#add(responseId, { since: now, response: undefined });
  }

  /** The responses that fit, in order; one of the population is made only when its turn comes. */
  *rows(query: RowQuery): Generator<StoredResponse> {
    const written = this.#writtenRows(query);
    const { sortBy, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = query;
    const end = Math.min(until, query.asOf + 1);
    let next = 0;
    const first = query.inProgress ? this.#population.count : this.#population.firstSince(from);
    for (let index = first; index < this.#population.count; index += 1) {
      const recordedAt = this.#population.recordedAt(index);
      if (recordedAt >= end) break;
      if (this.#replaced.has(index)) continue;
      for (let row = written[next]; row && row[sortBy] <= recordedAt; row = written[next]) {
        yield row;
        next += 1;
      }
      yield this.#population.at(index);
    }
    yield* written.slice(next);
  }

  #writtenRows(query: RowQuery): StoredResponse[] {
    const { sortBy, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, inProgress = false } = query;
    const rows: StoredResponse[] = [];
    for (const [responseId, versions] of this.#written) {
      const seen = versions.findLast(({ since }) => since <= query.asOf);
      const index = seen ? undefined : this.#population.indexOf(responseId);
      const response = seen ? seen.response : index === undefined ? undefined : this.#population.at(index);
      if (!response || response.isInProgress !== inProgress) continue;
      if (response[sortBy] >= from && response[sortBy] < until) rows.push(response);
    }
    return rows.sort((a, b) => a[sortBy] - b[sortBy]);
  }

  #add(responseId: string, version: Version): void {
    const versions = this.#written.get(responseId);
    if (versions) {
      versions.push(version);
      return;
    }
    this.#written.set(responseId, [version]);
    const index = this.#population.indexOf(responseId);
    if (index !== undefined) this.#replaced.add(index);
  }
}
