import type { Answer, Ask, Conversation, Wish } from '../../polling/conversation.js';

type Delivery<Contact> = Exclude<Wish<Contact>, { asks: unknown }>;

/** Contacts read ahead of what is delivered: with the window that is being read, two windows at the most. */
const MOST_READ_AHEAD = 9_900;

/**
 * Leads a poll: asks what it wants to know and passes on what it wants delivered. It goes on asking while earlier
 * pages are delivered. An error of a question comes after all that was read before it.
 */
export async function* leadConversation<Contact>(
  conversation: Conversation<Contact>,
  ask: (question: Ask) => Promise<Answer<Contact>>,
): AsyncGenerator<Delivery<Contact>> {
  const ready: Delivery<Contact>[] = [];
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;
  const bell = new Bell();

  const read = async (): Promise<void> => {
    try {
      let replies: Answer<Contact>[] = [];
      while (!isOver) {
        const { value: wish, done } = conversation.next(replies);
        replies = [];
        if (done) break;
        if ('asks' in wish) replies = await answersTo(wish.asks, ask);
        else ready.push(wish);
        bell.ring();
        while (!isOver && contactsIn(ready) > MOST_READ_AHEAD) await bell.heard();
      }
    } catch (error) {
      failure = { error };
    } finally {
      isOver = true;
      bell.ring();
    }
  };

  const reading = read();
  try {
    for (;;) {
      const next = ready.shift();
      bell.ring();
      if (next) yield next;
      else if (isOver) break;
      else await bell.heard();
    }
    if (failure) throw failure.error;
  } finally {
    isOver = true;
    bell.ring();
    await reading;
  }
}

/** All answers; when one fails, the others are waited for, so that none goes on after the message has ended. */
async function answersTo<Contact>(
  asks: readonly Ask[],
  ask: (question: Ask) => Promise<Answer<Contact>>,
): Promise<Answer<Contact>[]> {
  const settled = await Promise.allSettled(asks.map(ask));
  return settled.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}

function contactsIn(deliveries: readonly Delivery<unknown>[]): number {
  return deliveries.reduce((sum, delivery) => sum + ('page' in delivery ? delivery.page.length : 0), 0);
}

/** Wakes whoever waits when something has changed. */
class Bell {
  #waiting: (() => void)[] = [];

  ring(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  heard(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
