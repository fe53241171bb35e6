import { setTimeout as pause } from 'node:timers/promises';
import type { EventSubscription, Notice } from '../brand/events/eventSubscriptions.js';
import { isLoopback } from './loopback.js';

/** How a notice fares. */
export interface Delivery {
  readonly subscriptionId: string;
  readonly topic: string;
  readonly publicationUrl: string;
  state: 'pending' | 'delivered' | 'givenUp' | 'notSent';
  /** The status of each answer, or why there was none. */
  readonly attempts: (number | string)[];
}

interface Deliverer {
  /** Between the attempts, in ms; after the last one the notice is given up. */
  readonly pausesMs: () => readonly number[];
  readonly isSubscribed: (subscription: EventSubscription) => boolean;
}

const TIMEOUT_MS = 10_000;
const MAX_DELIVERIES = 1000;
/** More posts wait for their turn: ten thousand responses completed at once are no storm. */
const POSTS_AT_ONCE = 16;

/** Posts notices to loopback addresses, again with growing pauses while the answer is not a 2xx. */
export class NoticeDelivery {
  readonly #deliverer: Deliverer;
  readonly #end = new AbortController();
  readonly #running = new Set<Promise<void>>();
  /** Who waits for a turn to post. */
  readonly #waiting: (() => void)[] = [];
  #posting = 0;
  /** The last ones, in order. */
  readonly deliveries: Delivery[] = [];

  constructor(deliverer: Deliverer) {
    this.#deliverer = deliverer;
  }

  deliver(notice: Notice): void {
    const { subscription, topic } = notice;
    const { id: subscriptionId, publicationUrl } = subscription;
    const delivery: Delivery = { subscriptionId, topic, publicationUrl, state: 'pending', attempts: [] };
    this.deliveries.push(delivery);
    if (this.deliveries.length > MAX_DELIVERIES) this.deliveries.shift();
    if (!isLoopback(publicationUrl)) {
      delivery.state = 'notSent';
      return;
    }
    const running = this.#deliverOrGiveUp(notice, delivery).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Ends everything that is on its way. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.settled();
  }

  async #deliverOrGiveUp({ subscription, body }: Notice, delivery: Delivery): Promise<void> {
    for (const pauseMs of [0, ...this.#deliverer.pausesMs()]) {
      if (pauseMs > 0) await pause(pauseMs, undefined, { signal: this.#end.signal, ref: false }).catch(() => undefined);
      if (this.#end.signal.aborted || !this.#deliverer.isSubscribed(subscription)) break;
      const outcome = await this.#postInTurn(subscription.publicationUrl, body);
      delivery.attempts.push(outcome);
      if (typeof outcome === 'number' && outcome >= 200 && outcome < 300) {
        subscription.successfulCalls += 1;
        delivery.state = 'delivered';
        return;
      }
    }
    delivery.state = 'givenUp';
  }

  async #postInTurn(url: string, body: string): Promise<number | string> {
    if (this.#posting >= POSTS_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#posting += 1;
    try {
      return await this.#post(url, body);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#posting -= 1;
    }
  }

  async #post(url: string, body: string): Promise<number | string> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.#end.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await answer.body?.cancel();
      return answer.status;
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } };
      return cause?.code ?? message;
    }
  }
}
