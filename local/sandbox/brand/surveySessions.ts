import { Refusal } from '../refusal.js';
import type { Random } from './random.js';

/** Somebody who is answering a survey. */
export interface SurveySession {
  /** `FS_…` */
  readonly sessionId: string;
  readonly surveyId: string;
  readonly embeddedData: Readonly<Record<string, string>>;
}

/** The sessions of those who are answering surveys just now. */
export class SurveySessions {
  readonly #random: Random;
  readonly #sessions = new Map<string, SurveySession>();

  constructor(random: Random) {
    this.#random = random;
  }

  open(surveyId: string, embeddedData: Readonly<Record<string, string>>): SurveySession {
    const session = { sessionId: this.#random.id('FS_'), surveyId, embeddedData };
    this.#sessions.set(session.sessionId, session);
    return session;
  }

  /** Throws Refusal when there is none. */
  get(surveyId: string, sessionId: string): SurveySession {
    const session = this.#sessions.get(sessionId);
    if (session?.surveyId !== surveyId) throw new Refusal(404, undefined, 'The session does not exist.');
    return session;
  }

  delete({ sessionId }: SurveySession): void {
    this.#sessions.delete(sessionId);
  }
}
