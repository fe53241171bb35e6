import { oneLine } from '../../util/oneLine.js';
import { describe, type ErrorFacts } from './errorMessage.js';
import { isPassingStatus } from './retry.js';

/** The one error of a request to Qualtrics: refused, unanswered or answered with something unusable. */
export class QualtricsError extends Error {
  override readonly name = 'QualtricsError';
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
  readonly requestId: string | undefined;
  readonly outcomeUnknown: boolean;
  /** Whether Qualtrics says that there is no such thing; a gateway's web page with the same status does not say that. */
  readonly isMissing: boolean;

  constructor(facts: ErrorFacts, options?: { cause?: unknown }) {
    super(describe(facts), options);
    this.method = facts.method;
    this.path = facts.path;
    this.status = facts.status;
    this.errorCode = facts.errorCode;
    this.errorMessage = facts.errorMessage;
    this.requestId = facts.requestId;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
    this.isMissing = facts.status === 404 && facts.notJson !== 'page';
  }

  /** Whether a look that failed like this may work a moment later: no answer, an unusable one, or "not now". */
  get isPassing(): boolean {
    return this.status === undefined || this.status < 300 || isPassingStatus(this.status);
  }
}

/** What was given as an id cannot be one: it would change the path of the request. Nothing was sent. */
export class IdError extends Error {
  override readonly name = 'IdError';

  constructor(readonly id: string) {
    super(`"${oneLine(id, MAX_SHOWN)}" cannot be an id in Qualtrics: check the ids of the message.`);
  }
}

/** Characters of a refused id that its error quotes. */
const MAX_SHOWN = 100;
