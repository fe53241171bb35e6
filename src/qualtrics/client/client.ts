import type { FileHandle } from 'node:fs/promises';
import { type ApiAnswer, type Attempt, type Needs, readAnswer } from './answers.js';
import { apiUrl, nextPageUrl, type Query } from './apiUrl.js';
import { type Exchanging, type RequestInfo, type RetryContext, sendWithRetries } from './attempts.js';
import type { Authorization, Grant } from './authorization.js';
import type { ErrorFacts } from './errorMessage.js';
import { type Clock, clockUntil, type Logger, type Settings, systemClock } from './options.js';
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
  /** How long whoever waits for the answers is to wait, in ms from now; `undefined`: nobody waits. */
  readonly patienceMs?: number | undefined;
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
  /** Default: `always` for GET, PUT and DELETE, `ifNotReceived` for the others. */
  readonly repeat?: Repeat;
  /** Scopes that allow it, for the error that says one is missing. */
  readonly scope?: string;
  /** What a person can do about a failure; `loginCure` is what the login has to say about it. */
  readonly cureFor?: (facts: ErrorFacts, loginCure: string | undefined) => string | undefined;
  /** What a good answer must hold; one without it is treated like one that was lost. */
  readonly needs?: Needs | undefined;
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
    const { baseUrl, authorization, logger, settings, gate, userAgent, patienceMs } = options;
    const clock = options.clock ?? systemClock;
    const deadlineMs = patienceMs === undefined ? undefined : clock.now() + patienceMs;
    this.identity = authorization.identity;
    this.baseUrl = baseUrl;
    this.clock = deadlineMs === undefined ? clock : clockUntil(clock, deadlineMs);
    this.logger = logger;
    this.#authorization = authorization;
    const secrets = new Set(authorization.secrets);
    this.#context = { settings, clock: this.clock, deadlineMs, logger, gate, userAgent, secrets };
  }

  /** Attempts, delays and timeout in force now; throws when one of them is not usable. */
  get settings(): Settings {
    return this.#context.settings();
  }

  /**
   * Sends a request and reads its answer. A DELETE whose answer was lost and that then finds nothing has worked: that is
   * an answer with status 200 and no body. Throws QualtricsError.
   */
  async request(request: ApiRequest): Promise<ApiAnswer> {
    const { method, accept = [], needs } = request;
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const info = this.#requestInfo(request);
    return this.#authorized(info, async (grant, exchanging) => {
      const headers = this.#headers('application/json', grant);
      if (body !== undefined) headers['Content-Type'] = 'application/json';
      const onNewConnection = info.repeat !== 'always';
      const answer = await exchange({ method, url: info.url, headers, body, onNewConnection, ...exchanging });
      const isGone = method === 'DELETE' && answer.status === 404 && exchanging.mayBeDone;
      const isGood = (status: number): boolean => status < 300 || isGone || accept.includes(status);
      const attempt = await readAnswer(answer, isGood, isGone ? undefined : needs);
      if (!isGone || attempt.kind === 'failure') return attempt;
      return { ...attempt, value: { ...attempt.value, status: 200, body: undefined, isJson: false } };
    });
  }

  /** The `result` of a request's answer. Throws QualtricsError, also when there is none. */
  async result(request: ApiRequest): Promise<Record<string, unknown>> {
    return this.resultOf(await this.request({ needs: needsResult, ...request }));
  }

  /** The `result` object of an answer; empty where there is none: a request says with `needs` what it cannot do without. */
  resultOf(answer: ApiAnswer): Record<string, unknown> {
    return resultIn(answer.body) ?? {};
  }

  /** The id that a create answers with. Throws QualtricsError, also when there is none. */
  async createdId(request: ApiRequest, name: string): Promise<string> {
    const answer = await this.request({ ...request, needs: needsId(name) });
    return String(this.resultOf(answer)[name]);
  }

  /** The elements of a list, page after page; `nextPage` is followed on the same host only. */
  async *elements(request: ApiRequest): AsyncGenerator<Record<string, unknown>> {
    let { url } = this.#requestInfo(request);
    const visited = new Set<string>();
    for (;;) {
      visited.add(url.href);
      const { elements, nextPage } = await this.result({
        ...request,
        path: url,
        query: undefined,
        needs: needsElements,
      });
      yield* elements as Record<string, unknown>[];
      if (!isText(nextPage)) return;
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
    return this.#authorized(info, async (grant, exchanging) => {
      const { answer, host } = await this.#followRedirects(info.url, grant, exchanging);
      const isJson = /^application\/json\b/i.test(answer.headers['content-type'] ?? '');
      if (answer.status >= 300 || isJson) {
        const refused = await readAnswer(
          answer,
          (status) => status < 300,
          () => 'it sent JSON instead of the file',
        );
        if (refused.kind === 'failure') return { ...refused, facts: { ...refused.facts, host } };
      }
      exchanging.answered();
      return { kind: 'success', value: await saveBody(answer, destination), status: answer.status };
    });
  }

  /** Logs in anew, whatever is kept from before. Throws QualtricsError when the credential is not good. */
  async login(): Promise<void> {
    await this.#authorization.login(this.#context);
  }

  #requestInfo(request: ApiRequest): RequestInfo {
    const { method, path, query, scope, alsoRetry } = request;
    const cureFor = (facts: ErrorFacts): string | undefined => {
      const loginCure = this.#authorization.cureFor(facts);
      return request.cureFor?.(facts, loginCure) ?? loginCure;
    };
    const url = typeof path === 'string' ? apiUrl(this.baseUrl, path, query) : path;
    const repeat = request.repeat ?? (method === 'POST' || method === 'PATCH' ? 'ifNotReceived' : 'always');
    return { method, url, repeat, scope, alsoRetry, cureFor };
  }

  /** Sends with a grant, and once more with another one where the first was refused. */
  async #authorized<T>(
    info: RequestInfo,
    exchangeOnce: (grant: Grant, exchanging: Exchanging) => Promise<Attempt<T>>,
  ): Promise<T> {
    let grant = await this.#authorization.grant(this.#context);
    const replaceLogin = async (status: 401 | 403): Promise<boolean> => {
      const another = await this.#authorization.replace(grant, status, this.#context);
      grant = another ?? grant;
      return another !== undefined;
    };
    const exchangeWithGrant = (exchanging: Exchanging): Promise<Attempt<T>> => {
      this.#context.secrets.add(grant.secret);
      return exchangeOnce(grant, exchanging);
    };
    return sendWithRetries(this.#context, info, exchangeWithGrant, replaceLogin);
  }

  async #followRedirects(
    start: URL,
    grant: Grant,
    exchanging: Exchanging,
  ): Promise<{ answer: HttpAnswer; host: string | undefined }> {
    let url = start;
    for (let hops = 0; ; hops += 1) {
      const authorized = this.#headers('*/*', url.origin === start.origin ? grant : undefined);
      // An archive does not become smaller, and only what is sent as it is has the length that is announced.
      const headers = { ...authorized, 'Accept-Encoding': 'identity' };
      const answer = await exchange({ method: 'GET', url, headers, ...exchanging });
      const { location } = answer.headers;
      if (answer.status < 300 || answer.status >= 400 || !location) {
        return { answer, host: url.host === start.host ? undefined : url.host };
      }
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
}

/** For a request whose answer must hold a `result`. */
export const needsResult: Needs = (body) => (resultIn(body) ? undefined : 'the answer holds no result');

/** For a list: the `elements` of its result. A list without them is not an empty one. */
export const needsElements: Needs = (body) =>
  Array.isArray(resultIn(body)?.elements) ? undefined : 'the answer holds no list of elements';

/** For a request whose result must hold an id of this name. */
export function needsId(name: string): Needs {
  return (body) => (isText(resultIn(body)?.[name]) ? undefined : `the answer holds no "${name}"`);
}

function resultIn(body: unknown): Record<string, unknown> | undefined {
  const { result } = (body ?? {}) as { result?: unknown };
  return typeof result === 'object' && result !== null ? (result as Record<string, unknown>) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
