import { Refusal } from '../../refusal.js';
import { invalidValue, keysOf, refuseOthers, requireKeys } from '../bodies.js';
import type { Random } from '../random.js';
import { type BrandEvent, noticeBody } from './notice.js';
import { isTopic, matches } from './topics.js';

export interface EventSubscription {
  /** `SUB_…` */
  readonly id: string;
  /** One string: a topic, or several by a wildcard. */
  readonly topics: string;
  readonly publicationUrl: string;
  readonly encrypted: boolean;
  /** Never told again. */
  readonly sharedKey: string | undefined;
  successfulCalls: number;
}

/** What is to be posted to whom. */
export interface Notice {
  readonly subscription: EventSubscription;
  readonly topic: string;
  /** As a form. */
  readonly body: string;
}

/** AES-128 and AES-256 take keys of so many characters. */
const AES_KEY_LENGTHS = [16, 32];

/** Who is told of which events of a brand. */
export class EventSubscriptions {
  readonly #random: Random;
  readonly #brandId: string;
  readonly all: EventSubscription[] = [];
  /** Takes what is to be posted; nothing is posted without it. */
  onNotice: ((notice: Notice) => void) | undefined;

  constructor(random: Random, brandId: string) {
    this.#random = random;
    this.#brandId = brandId;
  }

  /** Reads the body of a subscription. Throws Refusal for what it cannot be. */
  create(body: unknown): EventSubscription {
    const keys = keysOf(body);
    refuseOthers(keys, ['topics', 'publicationUrl', 'encrypt', 'sharedKey']);
    requireKeys(keys, ['topics', 'publicationUrl']);
    const { topics, publicationUrl, encrypt = false, sharedKey } = keys;
    if (typeof topics !== 'string' || !isTopic(topics)) throw invalidValue('topics');
    if (typeof publicationUrl !== 'string' || !isHttp(publicationUrl)) throw invalidValue('publicationUrl');
    if (typeof encrypt !== 'boolean') throw invalidValue('encrypt');
    if (sharedKey !== undefined && (typeof sharedKey !== 'string' || sharedKey === '')) throw invalidValue('sharedKey');
    if (encrypt && !AES_KEY_LENGTHS.includes(Buffer.byteLength(sharedKey ?? ''))) throw invalidValue('sharedKey');
    const id = this.#random.id('SUB_');
    const subscription = { id, topics, publicationUrl, encrypted: encrypt, sharedKey, successfulCalls: 0 };
    this.all.push(subscription);
    return subscription;
  }

  get(id: string): EventSubscription {
    const subscription = this.all.find((one) => one.id === id);
    if (!subscription) throw new Refusal(404, undefined, 'The subscription does not exist.');
    return subscription;
  }

  delete(id: string): void {
    this.all.splice(this.all.indexOf(this.get(id)), 1);
  }

  /** Tells all who subscribed to it. */
  publish(event: BrandEvent): void {
    for (const subscription of this.all) {
      if (!matches(subscription.topics, event.topic)) continue;
      const body = noticeBody(subscription, this.#brandId, event);
      this.onNotice?.({ subscription, topic: event.topic, body });
    }
  }
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
