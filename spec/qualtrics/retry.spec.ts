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

const answered = (status: number, retryAfter?: string): Outcome => ({ kind: 'answered', status, retryAfter });

/** How an attempt ended, and whether it is tried again by each kind of request. */
const TABLE: [string, Outcome, Record<Repeat, boolean>][] = [
  ['connection refused', { kind: 'notReceived' }, { always: true, ifNotDone: true, ifNotReceived: true }],
  ['connection lost or timeout', { kind: 'unanswered' }, { always: true, ifNotDone: false, ifNotReceived: false }],
  ['500', answered(500), { always: true, ifNotDone: false, ifNotReceived: false }],
  ['502', answered(502), { always: true, ifNotDone: false, ifNotReceived: false }],
  ['503', answered(503), { always: true, ifNotDone: true, ifNotReceived: false }],
  ['504', answered(504), { always: true, ifNotDone: false, ifNotReceived: false }],
  ['429', answered(429), { always: true, ifNotDone: true, ifNotReceived: true }],
  ...[301, 400, 401, 403, 404, 409, 411, 413, 415, 501, 505].map(
    (status): [string, Outcome, Record<Repeat, boolean>] => [
      String(status),
      answered(status),
      { always: false, ifNotDone: false, ifNotReceived: false },
    ],
  ),
];

describe('Whether a failed attempt is followed by another', () => {
  for (const [what, outcome, expected] of TABLE) {
    for (const repeat of REPEATS) {
      it(`${what}, ${repeat}: ${expected[repeat] ? 'yes' : 'no'}`, () => {
        const state = { repeat, attempts: 1, limitedForMs: 0, nowMs: NOW };
        const decision = afterFailure(outcome, state, SETTINGS);
        assert.deepEqual(decision, expected[repeat] ? { kind: 'wait', delayMs: 10_000 } : { kind: 'stop' });
      });
    }
  }

  it('404 where it is expected: yes, whatever the request', () => {
    for (const repeat of REPEATS) {
      const state = { repeat, attempts: 1, limitedForMs: 0, nowMs: NOW, alsoRetry: [404] };
      assert.deepEqual(afterFailure(answered(404), state, SETTINGS), { kind: 'wait', delayMs: 10_000 });
    }
  });

  it('counts all attempts, the first one included', () => {
    for (const [attempts, kind] of [
      [1, 'wait'],
      [2, 'wait'],
      [3, 'stop'],
      [4, 'stop'],
    ] as const) {
      const decision = afterFailure(
        answered(500),
        { repeat: 'always', attempts, limitedForMs: 0, nowMs: NOW },
        SETTINGS,
      );
      assert.equal(decision.kind, kind);
    }
  });

  it('gives up on 429 only after both all attempts and 75 seconds', () => {
    for (const [attempts, limitedForMs, kind] of [
      [3, 74_999, 'wait'],
      [2, 75_000, 'wait'],
      [3, 75_000, 'stop'],
      [99, 0, 'wait'],
    ] as const) {
      const state = { repeat: 'ifNotDone' as const, attempts, limitedForMs, nowMs: NOW };
      assert.equal(afterFailure(answered(429), state, SETTINGS).kind, kind);
    }
  });

  it('waits after a 429 as long as Retry-After says', () => {
    const state = { repeat: 'always' as const, attempts: 1, limitedForMs: 0, nowMs: NOW };
    assert.deepEqual(afterFailure(answered(429, '7'), state, SETTINGS), {
      kind: 'wait',
      delayMs: 7000,
    });
  });

  it('never hammers a limit, even when told that it may come back at once', () => {
    const state = { repeat: 'always' as const, attempts: 1, limitedForMs: 0, nowMs: NOW };
    const delayOf = (retryDelayMs: number) => afterFailure(answered(429, '0'), state, { ...SETTINGS, retryDelayMs });
    assert.deepEqual(delayOf(10_000), { kind: 'wait', delayMs: 1000 });
    assert.deepEqual(delayOf(20), { kind: 'wait', delayMs: 20 });
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
    [{ kind: 'unanswered' }, 'ifNotDone', true],
    [{ kind: 'notReceived' }, 'ifNotDone', false],
    [answered(500), 'ifNotDone', true],
    [answered(503), 'ifNotDone', false],
    [answered(503), 'ifNotReceived', true],
    [answered(429), 'ifNotReceived', false],
    [answered(400), 'ifNotReceived', false],
  ];
  for (const [outcome, repeat, expected] of cases) {
    it(`${JSON.stringify(outcome)}, ${repeat}: ${expected}`, () => {
      assert.equal(isOutcomeUnknown(outcome, repeat), expected);
    });
  }
});
