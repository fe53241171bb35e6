import type { QualtricsClient } from '../client/client.js';
import { QualtricsError } from '../client/errors.js';

/** What Qualtrics says of a job that it works on: an export, an import. Only `status` decides. */
export interface JobProgress {
  readonly status: string;
}

/** How to wait for a job. */
export interface JobWait<Progress extends JobProgress> {
  /** What is waited for, for the log: `export`. */
  readonly noun: string;
  /** Asks how far the job is. Throws QualtricsError. */
  readonly look: () => Promise<Progress>;
  /** The pause after so many looks, in ms. */
  readonly pauseMs: (looks: number) => number;
  /** How long to wait in all, in ms. */
  readonly limitMs: number;
  /** Told what Qualtrics said, each time. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How waiting ended: the job is `complete`, it `failed` by whatever name, or it goes on beyond the limit. */
export type JobEnd<Progress extends JobProgress> =
  | { readonly kind: 'complete' | 'failed'; readonly progress: Progress }
  | { readonly kind: 'timedOut' };

/** The vendor's `complete`, and what others of its jobs, or another spelling, call the same. */
const COMPLETE = ['complete', 'completed', 'success', 'succeeded', 'done', 'finished'];

/** Parts of the words for a job that ended without a result, or not as it should. */
const FAILED =
  /fail|error|cancel|abort|timed?out|expire|reject|terminat|stopped|kill|interrupt|invalid|delete|notfound|unsuccess/;

/** Parts of the words for a job that is under way, whatever has happened to it before. */
const RUNNING = /progress|running|pending|queue|retry|waiting|processing|started/;

/**
 * Waits until a job has ended. The first look is at once. A look that fails for a passing reason (no answer, 408, 429,
 * 5xx, an answer that is no progress at all) ends nothing; one that says that the job is gone (404) does.
 * Throws QualtricsError.
 */
export async function waitForJob<Progress extends JobProgress>(
  client: QualtricsClient,
  wait: JobWait<Progress>,
): Promise<JobEnd<Progress>> {
  const { clock } = client;
  const endMs = clock.now() + wait.limitMs;
  for (let looks = 1; ; looks += 1) {
    const progress = await lookUnlessPassing(client, wait);
    if (progress) {
      wait.onProgress?.(progress);
      const state = stateOf(progress.status);
      if (state !== 'running') return { kind: state, progress };
    }
    const leftMs = endMs - clock.now();
    if (leftMs <= 0) return { kind: 'timedOut' };
    await clock.sleep(Math.min(wait.pauseMs(looks), leftMs));
  }
}

/** Pauses of 1, 2, 4 … s, at most `longestMs`: short jobs are seen to end at once, long ones cost few looks. */
export function growingPause(longestMs: number): (looks: number) => number {
  return (looks) => Math.min(1000 * 2 ** Math.min(looks - 1, 20), longestMs);
}

async function lookUnlessPassing<Progress extends JobProgress>(
  client: QualtricsClient,
  { noun, look }: JobWait<Progress>,
): Promise<Progress | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof QualtricsError) || !error.isPassing) throw error;
    client.logger.warn(`The ${noun}'s status could not be read; asking again later. ${error.message}`);
    return undefined;
  }
}

function stateOf(status: string): 'complete' | 'failed' | 'running' {
  const word = status.toLowerCase().replace(/[^a-z]/g, '');
  if (COMPLETE.includes(word)) return 'complete';
  return FAILED.test(word) && !RUNNING.test(word) ? 'failed' : 'running';
}
