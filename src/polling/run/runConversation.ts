import type { Answer, Ask, Conversation, Wish } from '../plan/conversation.js';
import { MAX_ASKS_AT_ONCE } from '../plan/pages.js';

/** What a conversation wants done that is no question. */
export type Outgoing<Contact> = Exclude<Wish<Contact>, { kind: 'ask' }>;

/** Contacts read ahead of what is delivered: with the window that is being read, two windows at the most. */
const MAX_READ_AHEAD = 9_900;

/**
 * Leads a poll: asks what it wants to know and passes on what it wants delivered. It goes on asking while earlier
 * pages are delivered. An error of a question comes after all that was read before it. Gives how the poll ended.
 */
export async function* runConversation<Contact, Result = void>(
  conversation: Conversation<Contact, Result>,
  ask: (question: Ask) => Promise<Answer<Contact>>,
): AsyncGenerator<Outgoing<Contact>, Result | undefined> {
  const ready: Outgoing<Contact>[] = [];
  let isOver = false;
  let result: Result | undefined;
  let failure: { readonly error: unknown } | undefined;
  const signal = new Signal();

  const read = async (): Promise<void> => {
    try {
      let goOn = () => conversation.next([]);
      while (!isOver) {
        const { value: wish, done } = goOn();
        goOn = () => conversation.next([]);
        if (done) {
          result = wish;
          break;
        }
        if (wish.kind === 'ask') goOn = await answersTo(wish.asks, ask, conversation);
        else ready.push(wish);
        signal.notify();
        while (!isOver && contactsIn(ready) > MAX_READ_AHEAD) await signal.next();
      }
    } catch (error) {
      failure = { error };
    } finally {
      isOver = true;
      signal.notify();
    }
  };

  const reading = read();
  try {
    for (;;) {
      const next = ready.shift();
      signal.notify();
      if (next) yield next;
      else if (isOver) break;
      else await signal.next();
    }
    if (failure) throw failure.error;
    return result;
  } finally {
    isOver = true;
    signal.notify();
    await reading;
  }
}

/**
 * How the conversation goes on: with all answers, or told of the first error, after which nothing more is asked. All that
 * was asked is waited for, so that nothing goes on after the message has ended.
 */
async function answersTo<Contact, Result>(
  asks: readonly Ask[],
  ask: (question: Ask) => Promise<Answer<Contact>>,
  conversation: Conversation<Contact, Result>,
): Promise<() => IteratorResult<Wish<Contact>, Result>> {
  const answers: Answer<Contact>[] = [];
  const waiting = asks.entries();
  let failure: { readonly error: unknown } | undefined;
  const askInTurn = async (): Promise<void> => {
    for (const [place, question] of waiting) {
      try {
        answers[place] = await ask(question);
      } catch (error) {
        failure ??= { error };
      }
      if (failure) return;
    }
  };
  await Promise.all(Array.from({ length: MAX_ASKS_AT_ONCE }, askInTurn));
  if (failure) {
    const { error } = failure;
    return () => conversation.throw(error);
  }
  return () => conversation.next(answers);
}

function contactsIn(deliveries: readonly Outgoing<unknown>[]): number {
  return deliveries.reduce((sum, delivery) => sum + (delivery.kind === 'page' ? delivery.page.length : 0), 0);
}

/** Wakes whoever waits when something has changed. */
class Signal {
  #waiting: (() => void)[] = [];

  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
