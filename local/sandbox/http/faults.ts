/** What can go wrong with an answer. `after`: the work was done all the same. */
export type Fault =
  /** Another answer. Without `body` it is a failure in the API's envelope, or in HTML. A text is sent as it is. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly when: 'before' | 'after';
      readonly retryAfter?: string;
      readonly html?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The answer with other headers. */
  | { readonly kind: 'headers'; readonly set?: Readonly<Record<string, string>>; readonly remove?: readonly string[] }
  /**
   * The answer with one thing changed, or left out where there is no `value`. `path`: keys with dots between them, `*`
   * for all elements of a list: `result.elements.*.email`.
   */
  | { readonly kind: 'edit'; readonly path: string; readonly value?: unknown }
  /** The answer behind a byte order mark. */
  | { readonly kind: 'byteOrderMark' }
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  /** The answer begins, then nothing more comes. */
  | { readonly kind: 'stall' }
  /** The answer breaks off in the middle. */
  | { readonly kind: 'truncate' }
  /** The answer comes in pieces, `pauseMs` apart. */
  | { readonly kind: 'slow'; readonly pauseMs: number }
  | { readonly kind: 'latency'; readonly ms: number }
  /** Of a search: a contact that the index lists early is changed just before, so that the pages behind it slide. */
  | { readonly kind: 'slide' }
  | { readonly kind: 'revokeTokens' };

export interface FaultRule {
  /** Requests it applies to: `POST /oauth2/token`, `GET /API/v3/directories…`. */
  readonly match: RegExp;
  readonly fault: Fault;
  /** How often; default: once. */
  readonly times?: number;
}

/** Faults that a request can meet beside others. */
const TOGETHER: ReadonlySet<Fault['kind']> = new Set(['latency', 'headers', 'edit', 'byteOrderMark']);

/** Faults to come, in the order they were added; each request meets the first that fits. */
export class Faults {
  #rules: { readonly rule: FaultRule; left: number }[] = [];
  /** Chooses a fault for a request by itself; for random faults. */
  chooser: ((request: string) => Fault | undefined) | undefined;

  add(...rules: FaultRule[]): void {
    this.#rules.push(...rules.map((rule) => ({ rule, left: rule.times ?? 1 })));
  }

  clear(): void {
    this.#rules = [];
    this.chooser = undefined;
  }

  /** What is still to come, for people to look at. */
  planned(): { match: string; fault: Fault; left: number }[] {
    return this.#rules.map(({ rule, left }) => ({ match: rule.match.source, fault: rule.fault, left }));
  }

  /** The faults that a request meets: those that leave the answer an answer go together with another one. */
  take(request: string): Fault[] {
    const met: Fault[] = [];
    for (const planned of this.#rules) {
      if (planned.left <= 0 || !planned.rule.match.test(request)) continue;
      planned.left -= 1;
      met.push(planned.rule.fault);
      if (!TOGETHER.has(planned.rule.fault.kind)) break;
    }
    this.#rules = this.#rules.filter((planned) => planned.left > 0);
    if (met.length === 0) {
      const chosen = this.chooser?.(request);
      if (chosen) met.push(chosen);
    }
    return met;
  }
}
