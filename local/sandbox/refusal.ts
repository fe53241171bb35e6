import { randomUUID } from 'node:crypto';

/** A refusal as the API words it; thrown by routes, sent by the server's error handler. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly errorCode: string | undefined,
    message: string,
    /** An empty one where the vendor sends none. */
    readonly requestId: string = randomUUID(),
  ) {
    super(message);
  }
}
