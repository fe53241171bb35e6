import type { BookedRequest } from '../brand/records.js';
import type { Tenant } from '../brand/tenant.js';
import type { Fault, Faults } from './faults.js';
import type { NoticeDelivery } from './noticeDelivery.js';
import type { RateLimits } from './rateLimits.js';

/** A sandbox that runs. */
export interface Sandbox {
  readonly url: string;
  readonly tenant: Tenant;
  readonly faults: Faults;
  /** Everything that it answers: `GET /API/v3/whoami`, `PATCH /sandbox/behaviour`. */
  readonly routes: readonly string[];
  /** What is posted to who subscribed to events. */
  readonly notices: NoticeDelivery;
  /** The last requests, in order: all of them in any test, not all in a sandbox that runs for days. */
  readonly requests: BookedRequest[];
  /** Called before a request is handled: to change things between two pages. */
  onRequest: ((request: BookedRequest) => void) | undefined;
  /** Lets so many milliseconds pass while a fault holds an answer back; `Infinity` when it never comes. */
  silence: (ms: number) => Promise<void>;
  close(): Promise<void>;
}

/** A sandbox as its server sees it. */
export interface ServedSandbox extends Sandbox {
  readonly limits: RateLimits;
  readonly observe: SandboxOptions['observe'];
}

export interface SandboxOptions {
  readonly tenant: Tenant;
  readonly port?: number;
  /** Requests a minute by kind; the vendor's by default. */
  readonly limits?: Readonly<Record<string, number>> | undefined;
  /** Sees every request with its answer, as it would be without faults that come after the work. */
  readonly observe?: ((exchange: Exchange) => void) | undefined;
  /** Real time by default. */
  readonly silence?: Sandbox['silence'] | undefined;
}

/** A request and what it is answered. */
export interface Exchange {
  readonly request: BookedRequest;
  readonly status: number;
  readonly contentType: string | undefined;
  /** Absent when it is a file. */
  readonly text: string | undefined;
  /** Whether a fault took the place of the answer. */
  readonly isFault: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The sandbox that is asked. */
    sandbox: ServedSandbox;
    /** Its brand. */
    readonly tenant: Tenant;
    faults: readonly Fault[];
    booked: BookedRequest | undefined;
    /** Whether a fault has answered it. */
    isAnsweredByFault: boolean;
  }
  interface FastifyContextConfig {
    /** Kinds of request it counts as, for rate limits. */
    kinds?: readonly string[];
    /** Any of these scopes allows it. */
    scopes?: readonly string[];
    /** True for what is said to the sandbox itself: no fault and no limit, and it is in no book. */
    isControl?: boolean;
  }
}
