import type { FileHandle } from 'node:fs/promises';
import { type ApiAnswer, type Attempt, readAnswer } from './answers.js';
import { apiUrl, nextPageUrl, type Query, shownPath } from './apiUrl.js';
import { type RequestInfo, type RetryContext, sendWithRetries } from './attempts.js';
import type { Authorization, Grant } from './authorization.js';
import type { ErrorFacts } from './errorMessage.js';
import { QualtricsError } from './errors.js';
import { type Clock, type Logger, type Settings, systemClock } from './options.js';
import type { RateLimitGate } from './rateLimitGate.js';
import type { Repeat } from './retry.js';
import { exchange, type HttpAnswer, saveBody, TransportFailure } from './transport.js';

/** What a client is made of. */
export interface ClientOptions {
  /** `https://{dataCenterId}.qualtrics.com`. */
  readonly baseUrl: string;
  readonly authorization: Authorization;
  /** Asked for each request; may throw. */
  readonly settings: () => Settings;
  readonly logger: Logger;
  /** Name and version of the caller and its libraries. */
  readonly userAgent: string;
  /** Shared by all clients of a process. */
  readonly gate: RateLimitGate;
  readonly clock?: Clock | undefined;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request to the API. */
export interface ApiRequest {
  readonly method: Method;
  /** Below `/API/v3`, made by `apiPath`; or a complete URL made by `rawRequestUrl` or `nextPageUrl`. */
  readonly path: string | URL;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default: `always` for GET, PUT and DELETE, `ifNotDone` for the others. */
  readonly repeat?: Repeat;
  /** Scopes that allow it, for the error that says one is missing. */
  readonly scope?: string;
  /** What a person can do about a failure; `loginCure` is what the login has to say about it. */
  readonly cureFor?: (facts: ErrorFacts, loginCure: string | undefined) => string | undefined;
  /** Statuses from 400 up that are an answer, not an error. */
  readonly accept?: readonly number[];
  /** Statuses that are worth another try although they seldom are. */
  readonly alsoRetry?: readonly number[];
}

const MAX_REDIRECTS = 5;

/**
 * Requests to one Qualtrics brand: login, attempts, rate limits and errors; knows neither resources nor how to log in.
 * Cheap to make, one for each message; what must be shared (tokens, the gate) is handed in.
 */
export class QualtricsClient {
  /** Same for two clients exactly when they act for the same account at the same address. */
  readonly identity: string;
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly #authorization: Authorization;
  readonly #context: RetryContext;

  constructor(options: ClientOptions) {
    const { baseUrl, authorization, logger, settings, gate, userAgent, clock = systemClock } = options;
    this.identity = authorization.identity;
    this.baseUrl = baseUrl;
    this.clock = clock;
    this.logger = logger;
    this.#authorization = authorization;
    this.#context = { settings, clock, logger, gate, userAgent, secrets: new Set(authorization.secrets) };
  }

  /** Attempts, delays and timeout in force now; throws when one of them is not usable. */
  get settings(): Settings {
    return this.#context.settings();
  }

  /** Sends a request and reads its answer. Throws QualtricsError. */
  async request(request: ApiRequest): Promise<ApiAnswer> {
    const { method, accept = [] } = request;
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const info = this.#requestInfo(request);
    return this.#authorized(info, async (grant) => {
      const headers = this.#headers('application/json', grant);
      if (body !== undefined) headers['Content-Type'] = 'application/json';
      const answer = await this.#exchange({ method, url: info.url, headers, body });
      return readAnswer(answer, (status) => status < 300 || accept.includes(status));
    });
  }

  /** The `result` of a request's answer. Throws QualtricsError, also when there is none. */
  async result(request: ApiRequest): Promise<Record<string, unknown>> {
    return this.resultOf(request, await this.request(request));
  }

  /** The `result` object of an answer; throws QualtricsError when it is missing. */
  resultOf(request: ApiRequest, answer: ApiAnswer): Record<string, unknown> {
    const { result } = (answer.body ?? {}) as { result?: unknown };
    if (typeof result === 'object' && result !== null) return result as Record<string, unknown>;
    return this.#unusable(request, answer, answer.isJson ? 'the answer holds no result' : 'the answer is not JSON');
  }

  /** The id that a create answers with; throws QualtricsError, also when there is none. */
  async createdId(request: ApiRequest, name: string): Promise<string> {
    return this.idOf(request, await this.request(request), name);
  }

  /** An id in the `result` of an answer; throws QualtricsError when it is missing. */
  idOf(request: ApiRequest, answer: ApiAnswer, name: string): string {
    const id = this.resultOf(request, answer)[name];
    return typeof id === 'string' && id !== '' ? id : this.#unusable(request, answer, `the answer holds no "${name}"`);
  }

  /** The elements of a list, page after page; `nextPage` is followed on the same host only. */
  async *elements(request: ApiRequest): AsyncGenerator<Record<string, unknown>> {
    let { url } = this.#requestInfo(request);
    const visited = new Set<string>();
    for (;;) {
      visited.add(url.href);
      const { elements, nextPage } = await this.result({ ...request, path: url, query: undefined });
      if (Array.isArray(elements)) yield* elements as Record<string, unknown>[];
      if (typeof nextPage !== 'string' || nextPage === '') return;
      url = nextPageUrl(url, nextPage);
      if (visited.has(url.href))
        throw new TypeError('Qualtrics named the same next page twice, so reading stopped: try again later.');
    }
  }

  /**
   * Downloads into an open file, from the start again when it breaks off, and checks the length.
   * A redirect to a storage host is followed without Authorization. Resolves to its size in bytes.
   * Throws QualtricsError, and the file system's own errors.
   */
  async download(request: ApiRequest, destination: FileHandle): Promise<number> {
    const info = this.#requestInfo(request);
    return this.#authorized(info, async (grant, answered) => {
      const answer = await this.#followRedirects(info.url, grant);
      if (answer.status >= 300) {
        const refused = await readAnswer(answer, () => false);
        if (refused.kind === 'failure') return refused;
      }
      answered();
      return { kind: 'success', value: await saveBody(answer, destination), status: answer.status };
    });
  }

  /** Logs in anew, whatever is kept from before. Throws QualtricsError when the credential is not good. */
  async login(): Promise<void> {
    await this.#authorization.login(this.#context);
  }

  #unusable(request: ApiRequest, answer: ApiAnswer, failure: string): never {
    const { method, url, repeat } = this.#requestInfo(request);
    const { status, requestId, isJson, body } = answer;
    const outcomeUnknown = repeat !== 'always';
    throw new QualtricsError({
      method,
      path: shownPath(url),
      status,
      requestId,
      failure,
      isHtml: !isJson && body !== undefined,
      outcomeUnknown,
    });
  }

  #requestInfo(request: ApiRequest): RequestInfo {
    const { method, path, query, scope, alsoRetry } = request;
    const cureFor = (facts: ErrorFacts): string | undefined => {
      const loginCure = this.#authorization.cureFor(facts);
      return request.cureFor?.(facts, loginCure) ?? loginCure;
    };
    const url = typeof path === 'string' ? apiUrl(this.baseUrl, path, query) : path;
    const repeat = request.repeat ?? (method === 'POST' || method === 'PATCH' ? 'ifNotDone' : 'always');
    return { method, url, repeat, scope, alsoRetry, cureFor };
  }

  /** Sends with a grant, and once more with another one after a 401. */
  async #authorized<T>(
    info: RequestInfo,
    exchangeOnce: (grant: Grant, answered: () => void) => Promise<Attempt<T>>,
  ): Promise<T> {
    let grant = await this.#authorization.grant(this.#context);
    const replaceLogin = async (): Promise<void> => {
      grant = await this.#authorization.replace(grant, this.#context);
    };
    const exchangeWithGrant = (answered: () => void): Promise<Attempt<T>> => {
      this.#context.secrets.add(grant.secret);
      return exchangeOnce(grant, answered);
    };
    return sendWithRetries(this.#context, info, exchangeWithGrant, replaceLogin);
  }

  async #followRedirects(start: URL, grant: Grant): Promise<HttpAnswer> {
    let url = start;
    for (let hops = 0; ; hops += 1) {
      const authorized = this.#headers('*/*', url.origin === start.origin ? grant : undefined);
      // An archive does not become smaller, and only what is sent as it is has the length that is announced.
      const headers = { ...authorized, 'Accept-Encoding': 'identity' };
      const answer = await this.#exchange({ method: 'GET', url, headers });
      const { location } = answer.headers;
      if (answer.status < 300 || answer.status >= 400 || !location) return answer;
      answer.body.destroy();
      if (hops === MAX_REDIRECTS) throw new TransportFailure('unanswered', 'it was redirected too often');
      const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
      if (!next || (next.protocol !== 'https:' && next.protocol !== start.protocol)) {
        throw new TransportFailure('unanswered', 'it was redirected to an address that is not https');
      }
      url = next;
    }
  }

  #headers(accept: string, grant?: Grant): Record<string, string> {
    return { Accept: accept, 'User-Agent': this.#context.userAgent, ...grant?.headers };
  }

  async #exchange(request: {
    method: string;
    url: URL;
    headers: Record<string, string>;
    body?: string | undefined;
  }): Promise<HttpAnswer> {
    return exchange({ ...request, timeoutMs: this.settings.requestTimeoutMs });
  }
}
