import assert from 'node:assert/strict';
import { type Random, seededRandom } from '../../local/sandbox/brand/random.js';
import { ExportFailed } from '../../src/qualtrics/api/responseExports.js';
import { deliverNewResponses, type ResponseDelivery } from '../../src/responses/newResponses.js';
import type { SurveyResponse } from '../../src/responses/rows.js';
import { type ResponseTarget, resumeResponses, toResponseSnapshot } from '../../src/responses/snapshot.js';
import type { ResponseHistory } from './responseHistories.js';
import { type RecordedResponse, SimulatedSurvey } from './simulatedSurvey.js';

const START_MS = Date.UTC(2026, 0, 1);
const SURVEY = 'SV_1';
const MAX_QUIET_POLLS = 2000;
const MAX_CHANGES = 400;
const QUIET_MS = 300_000;

class ContainerDied extends Error {}

/** Lives through a history; fails when a response was missed, or came twice without a crash. */
export async function liveThroughResponses(history: ResponseHistory): Promise<void> {
  const life = new Life(history);
  for (let round = 0; round < history.polls; round += 1) {
    await life.poll();
    life.pass(life.random.below(90_000));
    life.change();
  }
  life.becomeQuiet();
  await pollAll(life);
  life.check();
  if (history.endAfter === undefined || !history.endIsLifted) return;
  life.liftEnd();
  await pollAll(life);
  life.check();
}

async function pollAll(life: Life): Promise<void> {
  for (let round = 0; ; round += 1) {
    assert.ok(round < MAX_QUIET_POLLS, 'polling never comes to its end');
    if (await life.poll()) return;
  }
}

class Life {
  readonly random: Random;
  readonly #survey: SimulatedSurvey;
  readonly #history: ResponseHistory;
  readonly #target: ResponseTarget;
  readonly #delivered = new Map<string, number>();
  /** Versions that a crash may have repeated. */
  readonly #excused = new Set<string>();
  /** Responses in recorded mode: by id alone, for an edit moves their time. */
  readonly #seen = new Set<string>();
  #snapshot: unknown;
  #endMs: number | undefined;
  #isQuiet = false;
  /** Responses must not come faster for ever than pages of one response are delivered. */
  #changesLeft = MAX_CHANGES;

  constructor(history: ResponseHistory) {
    this.#history = history;
    this.random = seededRandom(history.seed);
    this.#endMs = history.endAfter === undefined ? undefined : START_MS + history.endAfter;
    const { failing, files, rowsInMemory, clockAhead, tellsServerTime, startAfter, field } = history;
    this.#survey = new SimulatedSurvey(START_MS, this.random, {
      failing,
      files,
      rowsInMemory,
      clockAheadMs: clockAhead * 1000,
      tellsServerTime,
    });
    const startTime = startAfter === undefined ? '' : new Date(START_MS + startAfter).toISOString();
    this.#target = { surveyId: SURVEY, timestampField: field, startTime };
    let timeMs = START_MS - 60_000_000;
    for (let made = 0; made < history.old; ) {
      for (let crowd = 1 + this.random.below(history.crowd); crowd > 0 && made < history.old; crowd -= 1, made += 1) {
        this.#survey.write({ responseId: this.random.id('R_'), recordedMs: timeMs, modifiedMs: timeMs }, 0);
      }
      timeMs += 1 + this.random.below(this.random.next() < 0.2 ? 3 : 60_000);
    }
  }

  /** Polls once, as the trigger does; gives whether nothing was left to deliver. */
  async poll(): Promise<boolean> {
    const { position, restartedBecause } = resumeResponses(this.#target, this.#snapshot);
    assert.equal(restartedBecause, undefined);
    let pages = 0;
    const poll = {
      surveyId: SURVEY,
      timestampField: this.#history.field,
      position,
      endMs: this.#endMs,
      page: { maxRows: this.#history.pageSize, maxBytes: 1e6 },
      // Each look at the clock is a millisecond later than the one before it, so that time runs out after any page.
      endsAtMs:
        this.#clockMs() + (!this.#isQuiet && this.random.next() < this.#history.outOfTime ? this.random.below(5) : 1e9),
    };
    let looks = 0;
    const clock = { now: () => this.#clockMs() + looks++ };
    const source = this.#survey.source(this.#history.field, () => this.change());
    try {
      const isAll = await deliverNewResponses(source, poll, clock, async (delivery) => {
        pages += delivery.kind === 'page' && delivery.responses.length > 0 ? 1 : 0;
        this.#take(delivery);
      });
      return isAll && pages === 0;
    } catch (error) {
      if (error instanceof ContainerDied || error instanceof ExportFailed) return false;
      throw error;
    }
  }

  pass(ms: number): void {
    this.#survey.nowMs += ms;
  }

  becomeQuiet(): void {
    this.#isQuiet = true;
    // A clock that is behind sees what has settled so much later.
    this.pass(QUIET_MS - Math.min(0, this.#history.clockAhead) * 1000);
  }

  liftEnd(): void {
    this.#endMs = undefined;
  }

  /** Between two polls, and while one is under way: responses come, change and go, now and then hundreds at once. */
  change(): void {
    if (this.#isQuiet || this.#changesLeft <= 0) return;
    this.pass(this.random.below(3000));
    const burst = this.random.next() < 0.02 ? 200 : this.random.below(this.#history.unrest + 1);
    this.#changesLeft -= burst;
    for (let count = 0; count < burst; count += 1) {
      if (this.random.next() < 0.3) this.pass(this.random.below(20));
      const known = this.#someResponse();
      const what = this.random.next();
      if (what < 0.6 || !known) this.#record();
      else if (what < 0.9) this.#edit(known);
      else this.#survey.delete(known.responseId, this.#lagMs());
    }
  }

  /** Whatever is now, was delivered, as far as it is wanted; nothing was twice, but for what was on its way at a crash. */
  check(): void {
    const startMs = this.#history.startAfter === undefined ? 0 : START_MS + this.#history.startAfter;
    for (const response of this.#survey.truth.values()) {
      const timeMs = this.#timeOf(response);
      const isWanted = timeMs >= startMs && timeMs < (this.#endMs ?? Number.POSITIVE_INFINITY);
      if (!isWanted) continue;
      const wasDelivered =
        this.#delivered.has(versionOf(response.responseId, timeMs)) ||
        (this.#history.field === 'recorded' && this.#seen.has(response.responseId));
      assert.ok(wasDelivered, `missed: ${response.responseId} of ${timeMs - START_MS}`);
    }
    for (const [version, times] of this.#delivered) {
      assert.ok(times === 1 || this.#excused.has(version), `delivered ${times} times: ${version}`);
      const timeMs = Number(version.split(' ')[1]);
      const isWanted = timeMs >= startMs && timeMs < (this.#endMs ?? Number.POSITIVE_INFINITY);
      assert.ok(isWanted, `not wanted: ${version}`);
    }
  }

  /** Emits a page as the trigger does: its responses one by one, then the snapshot. */
  #take(delivery: ResponseDelivery): void {
    assert.ok(delivery.kind === 'page', 'every row can be read');
    assert.ok(delivery.responses.length <= this.#history.pageSize, 'pages are not larger than asked for');
    const versions = delivery.responses.map((response) => this.#versionOf(response));
    const dieAsLikely = (): void => {
      if (this.#isQuiet || this.random.next() >= this.#history.dying) return;
      for (const version of versions) this.#excused.add(version);
      throw new ContainerDied();
    };
    for (const [index, version] of versions.entries()) {
      dieAsLikely();
      this.#delivered.set(version, (this.#delivered.get(version) ?? 0) + 1);
      this.#seen.add(String(delivery.responses[index]?.responseId));
    }
    dieAsLikely();
    this.#snapshot = JSON.parse(JSON.stringify(toResponseSnapshot(this.#target, delivery.position)));
    this.change();
  }

  #versionOf({ responseId, values }: SurveyResponse): string {
    const { recordedDate, LastModifiedDate } = values as { recordedDate: string; LastModifiedDate: string };
    const time = this.#history.field === 'recorded' ? recordedDate : LastModifiedDate;
    return versionOf(String(responseId), Date.parse(time));
  }

  #record(): void {
    const timeMs = this.#survey.nowMs;
    this.#survey.write({ responseId: this.random.id('R_'), recordedMs: timeMs, modifiedMs: timeMs }, this.#lagMs());
  }

  /** By hand, which leaves the recorded date; by the API, which sets it to now, or moves it on by a millisecond. */
  #edit(response: RecordedResponse): void {
    const modifiedMs = Math.max(this.#survey.nowMs, response.modifiedMs + 1);
    const recordedMs = this.random.pick([response.recordedMs, modifiedMs, response.recordedMs + 1]);
    this.#survey.write({ ...response, recordedMs, modifiedMs }, this.#lagMs());
  }

  #someResponse(): RecordedResponse | undefined {
    const { truth } = this.#survey;
    let skip = this.random.below(Math.max(1, Math.min(truth.size, 50)));
    for (const response of truth.values()) {
      if (skip === 0) return response;
      skip -= 1;
    }
    return undefined;
  }

  #timeOf(response: RecordedResponse): number {
    return this.#history.field === 'recorded' ? response.recordedMs : response.modifiedMs;
  }

  #lagMs(): number {
    return this.random.below(this.#history.lag * 1000 + 1);
  }

  #clockMs(): number {
    return this.#survey.nowMs + this.#history.clockAhead * 1000;
  }
}

function versionOf(responseId: string, timeMs: number): string {
  return `${responseId} ${timeMs}`;
}
