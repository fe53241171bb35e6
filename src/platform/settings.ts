import { shown, type Values, wholeNumber } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import type { Settings } from '../qualtrics/client/options.js';

/**
 * Tries, delay and timeout from the environment, read at each use. An empty variable means its default.
 * Throws InputError naming the variable when it is not a whole number above 0.
 */
export function readSettings(env: Values = process.env): Settings {
  const read = (key: string, fallback: number): number =>
    wholeNumber(env, { key, label: key }, { min: 1, max: LARGEST, fallback });
  return {
    retriesCount: read('API_RETRIES_COUNT', 3),
    retryDelayMs: read('API_RETRY_DELAY', 10_000),
    requestTimeoutMs: read('API_REQUEST_TIMEOUT', 15_000),
  };
}

/** A timer's largest delay in Node; a longer one would fire at once. */
const LARGEST = 2_147_483_647;

/** True while the platform retrieves a sample: a minute's time, ten objects at the most. */
export function isSampleRun(): boolean {
  return process.env.ELASTICIO_FLOW_TYPE === 'debug';
}

/** Which step of which flow this process runs; empty outside of a flow. */
export function stepId(): string {
  return process.env.ELASTICIO_STEP_ID ?? '';
}

/** For debugging only: another address in place of Qualtrics' own. Throws InputError when it is not one. */
export function baseUrlOverride(env: Values = process.env): string | undefined {
  const text = String(env.QUALTRICS_BASE_URL ?? '').trim();
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InputError(
      `"QUALTRICS_BASE_URL" must be an address like "http://127.0.0.1:8080", but it is ${shown(text)}.`,
    );
  }
  return url.origin;
}
