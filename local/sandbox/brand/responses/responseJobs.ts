import { Refusal } from '../../refusal.js';
import type { Random } from '../random.js';

/** What many responses at once are: changed, deleted or imported. */
export type ResponseJobKind = 'update' | 'delete' | 'import';

/** A job; its work is done when it is started, and its progress says so little by little. */
interface ResponseJob {
  readonly progressId: string;
  readonly kind: ResponseJobKind;
  readonly surveyId: string;
  readonly hasFailed: boolean;
  checks: number;
}

export interface ResponseJobProgress {
  readonly percentComplete: number;
  readonly status: 'inProgress' | 'complete' | 'failed';
}

/** The jobs that change, delete or import many responses at once. */
export class ResponseJobs {
  readonly #random: Random;
  readonly #checks: () => number;
  readonly #jobs = new Map<string, ResponseJob>();

  /** `checks`: how often a job says that it is in progress; asked when it matters. */
  constructor(random: Random, checks: () => number) {
    this.#random = random;
    this.#checks = checks;
  }

  /** Keeps a job; gives its `progressId`. */
  add(kind: ResponseJobKind, surveyId: string, hasFailed: boolean): string {
    const progressId = this.#random.id('PGRS_');
    this.#jobs.set(progressId, { progressId, kind, surveyId, hasFailed, checks: 0 });
    return progressId;
  }

  /** How far a job is, after one check more. Throws Refusal when there is none of the kind. */
  check(kind: ResponseJobKind, surveyId: string, progressId: string): ResponseJobProgress {
    const job = this.#jobs.get(progressId);
    if (job?.kind !== kind || job.surveyId !== surveyId) throw new Refusal(404, undefined, 'The job does not exist.');
    job.checks += 1;
    const checks = this.#checks();
    if (job.checks > checks) return { percentComplete: 100, status: job.hasFailed ? 'failed' : 'complete' };
    return { percentComplete: Math.floor((job.checks / (checks + 1)) * 100), status: 'inProgress' };
  }
}
