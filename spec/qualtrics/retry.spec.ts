import assert from 'node:assert/strict';
import {
  afterFailure,
  isOutcomeUnknown,
  type Outcome,
  type Repeat,
  retryAfterMs,
} from '../../src/qualtrics/client/retry.js';

const SETTINGS = { retriesCount: 3, retryDelayMs: 10_000, requestTimeoutMs: 15_000 };
const NOW = Date.UTC(2026, 0, 1);
const REPEATS: readonly Repeat[] = ['always', 'ifNotDone', 'ifNotReceived'];

/** How a try ended, and whether it is tried again by each kind of request. */
const TABLE: [string, Outcome, Record<Repeat, boolean>][] = [
  ['connection refused', { failure: 'refused' }, { always: true, ifNotDone: true, ifNotReceived: true }],
  ['connection lost or timeout', { failure: 'lost' }, { always: true, ifNotDone: false, ifNotReceived: false }],
  ['500', { status: 500 }, { always: true, ifNotDone: false, ifNotReceived: false }],
  ['502', { status: 502 }, { always: true, ifNotDone: false, ifNotReceived: false }],
  ['503', { status: 503 }, { always: true, ifNotDone: true, ifNotReceived: false }],
  ['504', { status: 504 }, { always: true, ifNotDone: false, ifNotReceived: false }],
  ['429', { status: 429 }, { always: true, ifNotDone: true, ifNotReceived: true }],
  ...[301, 400, 401, 403, 404, 409, 411, 413, 415, 501, 505].map(
    (status): [string, Outcome, Record<Repeat, boolean>] => [
      String(status),
      { status },
      { always: false, ifNotDone: false, ifNotReceived: false },
    ],
  ),
  [
    '404 where it is expected',
    { status: 404, alsoRetry: [404] },
    { always: true, ifNotDone: true, ifNotReceived: true },
  ],
];

describe('Whether a failed try is followed by another', () => {
  for (const [what, outcome, expected] of TABLE) {
    for (const repeat of REPEATS) {
      it(`${what}, ${repeat}: ${expected[repeat] ? 'yes' : 'no'}`, () => {
        const situation = { repeat, tries: 1, limitedForMs: 0, nowMs: NOW };
        const decision = afterFailure(outcome, situation, SETTINGS);
        assert.deepEqual(decision, expected[repeat] ? { action: 'wait', delayMs: 10_000 } : { action: 'stop' });
      });
    }
  }

  it('counts all tries, the first one included', () => {
    for (const [tries, action] of [
      [1, 'wait'],
      [2, 'wait'],
      [3, 'stop'],
      [4, 'stop'],
    ] as const) {
      const decision = afterFailure(
        { status: 500 },
        { repeat: 'always', tries, limitedForMs: 0, nowMs: NOW },
        SETTINGS,
      );
      assert.equal(decision.action, action);
    }
  });

  it('gives up on 429 only after both all tries and 75 seconds', () => {
    for (const [tries, limitedForMs, action] of [
      [3, 74_999, 'wait'],
      [2, 75_000, 'wait'],
      [3, 75_000, 'stop'],
      [99, 0, 'wait'],
    ] as const) {
      const situation = { repeat: 'ifNotDone' as const, tries, limitedForMs, nowMs: NOW };
      assert.equal(afterFailure({ status: 429 }, situation, SETTINGS).action, action);
    }
  });

  it('waits after a 429 as long as Retry-After says', () => {
    const situation = { repeat: 'always' as const, tries: 1, limitedForMs: 0, nowMs: NOW };
    assert.deepEqual(afterFailure({ status: 429, retryAfter: '7' }, situation, SETTINGS), {
      action: 'wait',
      delayMs: 7000,
    });
  });

  it('never hammers a limit, even when told that it may come back at once', () => {
    const situation = { repeat: 'always' as const, tries: 1, limitedForMs: 0, nowMs: NOW };
    const delayOf = (retryDelayMs: number) =>
      afterFailure({ status: 429, retryAfter: '0' }, situation, { ...SETTINGS, retryDelayMs });
    assert.deepEqual(delayOf(10_000), { action: 'wait', delayMs: 1000 });
    assert.deepEqual(delayOf(20), { action: 'wait', delayMs: 20 });
  });
});

describe('Retry-After', () => {
  const headers: [string | undefined, number | undefined][] = [
    ['0', 0],
    ['7', 7000],
    ['1.5', 1500],
    [' 30 ', 30_000],
    ['999999', 300_000],
    [new Date(NOW + 20_000).toUTCString(), 20_000],
    [new Date(NOW - 20_000).toUTCString(), 0],
    [new Date(NOW + 86_400_000).toUTCString(), 300_000],
    ['-5', undefined],
    ['soon', undefined],
    ['2026', 300_000],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [header, ms] of headers) {
    it(`${JSON.stringify(header)} is ${ms === undefined ? 'not understood' : `${ms} ms`}`, () => {
      assert.equal(retryAfterMs(header, NOW), ms);
    });
  }
});

describe('Whether a failed request may have been carried out', () => {
  const cases: [Outcome, Repeat, boolean][] = [
    [{ failure: 'lost' }, 'ifNotDone', true],
    [{ failure: 'refused' }, 'ifNotDone', false],
    [{ status: 500 }, 'ifNotDone', true],
    [{ status: 503 }, 'ifNotDone', false],
    [{ status: 503 }, 'ifNotReceived', true],
    [{ status: 429 }, 'ifNotReceived', false],
    [{ status: 400 }, 'ifNotReceived', false],
  ];
  for (const [outcome, repeat, expected] of cases) {
    it(`${JSON.stringify(outcome)}, ${repeat}: ${expected}`, () => {
      assert.equal(isOutcomeUnknown(outcome, repeat), expected);
    });
  }
});
