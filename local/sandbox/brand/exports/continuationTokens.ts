import { Refusal } from '../../refusal.js';
import type { Random } from '../random.js';

interface IssuedToken {
  readonly surveyId: string;
  /** Everything before it has been exported; ms since 1970. */
  readonly time: number;
  readonly expiresAt: number;
}

/** As documented. */
const WEEK_MS = 7 * 24 * 60 * 60_000;
const MAX_TOKENS = 10_000;

/** The continuation tokens that exports gave out: another one is refused, so is one older than a week. */
export class ContinuationTokens {
  readonly #random: Random;
  readonly #now: () => number;
  readonly #tokens = new Map<string, IssuedToken>();

  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
  }

  issue(surveyId: string, time: number): string {
    const token = Buffer.from(`${surveyId}|${this.#random.id('')}`).toString('base64');
    this.#tokens.set(token, { surveyId, time, expiresAt: this.#now() + WEEK_MS });
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > MAX_TOKENS && oldest !== undefined) this.#tokens.delete(oldest);
    return token;
  }

  /** From where an export with this token goes on. Throws Refusal for a token that is not good for the survey. */
  timeOf(token: string, surveyId: string): number {
    const issued = this.#tokens.get(token);
    if (issued?.surveyId !== surveyId || issued.expiresAt <= this.#now()) {
      throw new Refusal(400, undefined, 'The continuation token is invalid or has expired.');
    }
    return issued.time;
  }
}
