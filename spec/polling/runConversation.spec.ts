import assert from 'node:assert/strict';
import type { Answer, Ask, Conversation } from '../../src/polling/plan/conversation.js';
import { startingAt } from '../../src/polling/plan/position.js';
import { runConversation } from '../../src/polling/run/runConversation.js';

const PAGE_SIZE = 100;
const MAX_READ_AHEAD = 9900;

/** Asks for a page and wants it delivered, so many times. */
function* pages(count: number): Conversation<string> {
  for (let page = 0; page < count; page += 1) {
    const [answer] = yield { kind: 'ask', asks: [{ from: page, to: page + 1, offset: 0 }] };
    yield { kind: 'page', page: answer?.rows ?? [], position: startingAt(page + 1) };
  }
}

/** A Qualtrics that answers at once with a full page, and counts. */
function answering() {
  const asked: Ask[] = [];
  const ask = async (question: Ask): Promise<Answer<string>> => {
    asked.push(question);
    const rows = Array.from({ length: PAGE_SIZE }, (_, row) => ({
      id: `CID_${question.from}_${row}`,
      second: question.from,
      millisecond: 0,
      contact: '',
    }));
    return { rows, token: undefined, askedAtMs: 0 };
  };
  return { asked, ask };
}

/** Gives everything that can go on without waiting the time to do so. */
async function untilNothingMoves(count: () => number): Promise<void> {
  for (let before = -1; before < count(); ) {
    before = count();
    await new Promise((done) => setImmediate(done));
  }
}

describe('Leading a poll', () => {
  it('goes on asking while a page is delivered, but not further ahead than a window', async () => {
    const { asked, ask } = answering();
    const deliveries = runConversation(pages(1000), ask);
    await deliveries.next();
    await untilNothingMoves(() => asked.length);
    const ahead = (asked.length - 1) * PAGE_SIZE;
    assert.ok(ahead > MAX_READ_AHEAD - PAGE_SIZE && ahead <= MAX_READ_AHEAD + PAGE_SIZE, `${ahead} contacts ahead`);
    await deliveries.return(undefined);
    await untilNothingMoves(() => asked.length);
    assert.ok(asked.length < 1000, 'nothing is asked after the end');
  });

  it('delivers everything in order', async () => {
    const { ask } = answering();
    const seconds: number[] = [];
    for await (const delivery of runConversation(pages(300), ask)) {
      if (delivery.kind === 'page') seconds.push(delivery.position.second);
    }
    assert.deepEqual(
      seconds,
      Array.from({ length: 300 }, (_, page) => page + 1),
    );
  });

  it('has four questions under way, the next one as soon as one of them was answered', async () => {
    const { ask } = answering();
    function* twelve(): Conversation<string> {
      const asks = Array.from({ length: 12 }, (_, from) => ({ from, to: undefined, offset: 0 }));
      const answers = yield { kind: 'ask', asks };
      const page = answers.flatMap(({ rows }) => rows.slice(0, 1));
      yield { kind: 'page', page, position: startingAt(12) };
    }
    const underWay = new Map<number, () => void>();
    const held = async (question: Ask): Promise<Answer<string>> => {
      await new Promise<void>((answer) => underWay.set(question.from, answer));
      underWay.delete(question.from);
      return ask(question);
    };
    const delivery = runConversation(twelve(), held).next();
    const seen: number[][] = [];
    while (underWay.size > 0) {
      seen.push([...underWay.keys()]);
      // The first one of all is answered last.
      const newest = Math.max(...underWay.keys());
      underWay.get(newest)?.();
      await untilNothingMoves(() => underWay.size + seen.length);
    }
    assert.deepEqual(seen.slice(0, 3), [
      [0, 1, 2, 3],
      [0, 1, 2, 4],
      [0, 1, 2, 5],
    ]);
    assert.ok(seen.every(({ length }) => length <= 4));
    const { value } = await delivery;
    assert.ok(value?.kind === 'page');
    assert.deepEqual(
      value.page.map(({ second }) => second),
      Array.from({ length: 12 }, (_, place) => place),
      'answers come in the order of the questions',
    );
  });

  it('asks nothing more once a question has failed', async () => {
    const asked: number[] = [];
    function* twelve(): Conversation<string> {
      yield { kind: 'ask', asks: Array.from({ length: 12 }, (_, from) => ({ from, to: undefined, offset: 0 })) };
    }
    const failing = async ({ from }: Ask): Promise<Answer<string>> => {
      asked.push(from);
      throw new Error('no luck');
    };
    await assert.rejects(runConversation(twelve(), failing).next(), /no luck/);
    assert.deepEqual(asked, [0, 1, 2, 3]);
  });

  it('leaves no question under way when another one has failed', async () => {
    const { ask } = answering();
    let answered = 0;
    function* twoAtOnce(): Conversation<string> {
      yield { kind: 'ask', asks: [0, 1].map((from) => ({ from, to: undefined, offset: 0 })) };
    }
    const failing = async (question: Ask): Promise<Answer<string>> => {
      if (question.from === 0) throw new Error('no luck');
      for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
      answered += 1;
      return ask(question);
    };
    await assert.rejects(runConversation(twoAtOnce(), failing).next(), /no luck/);
    assert.equal(answered, 1);
  });

  it('tells a failure only after all that was read before it', async () => {
    const { ask } = answering();
    const failing = (question: Ask) => (question.from === 3 ? Promise.reject(new Error('no luck')) : ask(question));
    let delivered = 0;
    await assert.rejects(async () => {
      for await (const _ of runConversation(pages(9), failing)) delivered += 1;
    }, /no luck/);
    assert.equal(delivered, 3);
  });
});
