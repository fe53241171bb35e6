import type { FileHandle } from 'node:fs/promises';
import { type ApiAnswer, type Attempt, type Needs, readAnswer } from './answers.js';
import { apiUrl, type Query } from './apiUrl.js';
import { type Exchanging, type RequestInfo, type RetryContext, sendWithRetries } from './attempts.js';
import type { Authorization, Grant } from './authorization.js';
import type { ErrorFacts } from './errorMessage.js';
import { pagesFrom } from './listPages.js';
import { loginWith } from './login.js';
import { needsAnswer, needsElements, needsId, needsResult, resultIn } from './needs.js';
import { type Clock, type Logger, patientClock, type Settings, systemClock } from './options.js';
import type { RateLimitGate } from './rateLimitGate.js';
import { type Overflow, type RawAnswer, readRawAnswer } from './rawAnswer.js';
import { followRedirects } from './redirects.js';
import type { Repeat } from './retry.js';
import { FILE_HEADERS, savedFile } from './savedFile.js';
import { emptied, exchange, type HttpAnswer, type HttpRequest } from './transport.js';

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
  /** In place of `body`: JSON already, as text or its bytes, sent as it stands. */
  readonly bodyText?: string | Buffer | undefined;
  /** Default: `always` for GET, PUT and DELETE, `ifNotReceived` for the others. */
  readonly repeat?: Repeat;
  /** Scopes that allow it, for the error that says one is missing. */
  readonly scope?: string;
  /** What a person can do about a failure; `loginCure` is what the login has to say about it. */
  readonly cureFor?: (facts: ErrorFacts, loginCure: string | undefined) => string | undefined;
  /** What a good answer must hold beside being one; one without it is treated like one that was lost. */
  readonly needs?: Needs | undefined;
  /** Statuses from 400 up that are an answer, not an error. */
  readonly accept?: readonly number[];
  /** Statuses that are worth another try although they seldom are. */
  readonly alsoRetry?: readonly number[];
}

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
    const patience = patienceMs === undefined ? undefined : { ms: patienceMs, untilMs: clock.now() + patienceMs };
    this.identity = authorization.identity;
    this.baseUrl = baseUrl;
    this.clock = patience ? patientClock(clock, patience) : clock;
    this.logger = logger;
    this.#authorization = authorization;
    const secrets = new Set(authorization.secrets);
    this.#context = { settings, clock: this.clock, patience, logger, gate, userAgent, secrets };
  }

  /** Attempts, delays and timeout in force now; throws when one of them is not usable. */
  get settings(): Settings {
    return this.#context.settings();
  }

  /** Cuts a text out of all that this client quotes in an error from now on. */
  keepSecret(text: string): void {
    this.#context.secrets.add(text);
  }

  /**
   * Sends a request and reads its answer. A DELETE whose answer was lost and that then finds nothing has worked: that is
   * an answer with status 200 and no body. Throws QualtricsError.
   */
  async request(request: ApiRequest): Promise<ApiAnswer> {
    const { accept = [], needs = needsAnswer } = request;
    const info = this.#requestInfo(request);
    const login = await loginWith(this.#authorization, this.#context);
    const exchangeOnce = async (exchanging: Exchanging): Promise<Attempt<ApiAnswer>> => {
      const answer = await exchange(this.#httpRequest(request, info, login.grant(), exchanging));
      const isGood = (status: number): boolean => status < 300 || accept.includes(status);
      return readAnswer(unlessGone(request, answer, exchanging), isGood, needs);
    };
    return sendWithRetries(this.#context, info, exchangeOnce, login.replace);
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

  /** The elements of a list, page after page; see {@link pages}. */
  async *elements(request: ApiRequest): AsyncGenerator<Record<string, unknown>> {
    for await (const page of this.pages(request)) yield* page;
  }

  /** The pages of a list, objects all of them; it comes to an end whatever Qualtrics answers. Throws QualtricsError. */
  pages(request: ApiRequest): AsyncGenerator<readonly Record<string, unknown>[]> {
    const { url } = this.#requestInfo(request);
    const page = { needs: needsElements(), ...request, query: undefined };
    return pagesFrom(url, (path) => this.result({ ...page, path }));
  }

  /**
   * Downloads into an open file, from the start again when it breaks off, and checks the length.
   * A redirect to a storage host is followed without Authorization. Resolves to its size in bytes.
   * Throws QualtricsError, and the file system's own errors.
   */
  async download(request: ApiRequest, destination: FileHandle): Promise<number> {
    return this.#withAnswer(request, FILE_HEADERS, (answer, { answered }) => savedFile(answer, destination, answered));
  }

  /**
   * Sends a request whose answer may be anything, a file too; what does not fit into memory goes where `overflow` says.
   * A GET is redirected like a download. Throws QualtricsError, and the file system's own errors.
   */
  async raw(request: ApiRequest, overflow: Overflow): Promise<RawAnswer> {
    return this.#withAnswer(request, { Accept: 'application/json, */*' }, async (answer, { answered }) => {
      answered();
      const value = await readRawAnswer(answer, overflow);
      return { kind: 'success', value, status: value.status, requestId: value.requestId };
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

  /** Sends a request, a GET to wherever it is redirected, and hands a good answer to `read` before its body is read. */
  async #withAnswer<T>(
    request: ApiRequest,
    headers: Readonly<Record<string, string>>,
    read: (answer: HttpAnswer, exchanging: Exchanging) => Promise<Attempt<T>>,
  ): Promise<T> {
    const { method, accept = [] } = request;
    const info = this.#requestInfo(request);
    const login = await loginWith(this.#authorization, this.#context);
    const exchangeOnce = async (exchanging: Exchanging): Promise<Attempt<T>> => {
      const grant = login.grant();
      const get = async (url: URL, isElsewhere: boolean): Promise<HttpAnswer> => {
        const sent = this.#httpRequest(request, { ...info, url }, isElsewhere ? undefined : grant, exchanging, headers);
        return unlessGone(request, await exchange(sent), exchanging);
      };
      const isRedirected = method === 'GET';
      const { answer, host } = isRedirected
        ? await followRedirects(info.url, get)
        : { answer: await get(info.url, false), host: undefined };
      const isGood = answer.status < 300 || accept.includes(answer.status);
      const attempt = isGood ? await read(answer, exchanging) : ((await readAnswer(answer, () => false)) as Attempt<T>);
      return attempt.kind === 'failure' ? { ...attempt, facts: { ...attempt.facts, host } } : attempt;
    };
    return sendWithRetries(this.#context, info, exchangeOnce, login.replace);
  }

  #httpRequest(
    { method, body, bodyText }: ApiRequest,
    { url, repeat }: RequestInfo,
    grant: Grant | undefined,
    exchanging: Exchanging,
    headers: Readonly<Record<string, string>> = { Accept: 'application/json' },
  ): HttpRequest {
    const text = bodyText ?? (body === undefined ? undefined : JSON.stringify(body));
    const type = text === undefined ? {} : { 'Content-Type': 'application/json' };
    const { userAgent } = this.#context;
    return {
      method,
      url,
      headers: { ...headers, 'User-Agent': userAgent, ...grant?.headers, ...type },
      body: text,
      onNewConnection: repeat !== 'always',
      ...exchanging,
    };
  }
}

/** A DELETE that may have been done and then finds nothing has worked. */
function unlessGone({ method }: ApiRequest, answer: HttpAnswer, { mayBeDone }: Exchanging): HttpAnswer {
  const isGone = method === 'DELETE' && answer.status === 404 && mayBeDone && !isPage(answer);
  return isGone ? emptied(answer) : answer;
}

/** What a gateway says in Qualtrics' place. */
function isPage({ headers }: HttpAnswer): boolean {
  return /^text\/html\b/i.test(headers['content-type'] ?? '');
}
