import assert from 'node:assert/strict';
import {
  afterFailure,
  holdBackMs,
  isOutcomeUnknown,
  type Outcome,
  type Repeat,
  retryAfterMs,
} from '../../src/qualtrics/client/retry.js';

const SETTINGS = { retriesCount: 3, retryDelayMs: 10_000, requestTimeoutMs: 15_000 };
const NOW = Date.UTC(2026, 0, 1);
const REPEATS: readonly Repeat[] = ['always', 'ifNotReceived'];

const answered = (status: number, retryAfter?: string): Outcome => ({ kind: 'answered', status, retryAfter });

/** How an attempt ended, and whether it is tried again by each kind of request. */
const TABLE: [string, Outcome, Record<Repeat, boolean>][] = [
  ['connection refused', { kind: 'notReceived' }, { always: true, ifNotReceived: true }],
  ['connection lost or timeout', { kind: 'unanswered' }, { always: true, ifNotReceived: false }],
  ['500', answered(500), { always: true, ifNotReceived: false }],
  ['502', answered(502), { always: true, ifNotReceived: false }],
  ['503', answered(503), { always: true, ifNotReceived: false }],
  ['408', answered(408), { always: true, ifNotReceived: false }],
  ['425', answered(425), { always: true, ifNotReceived: true }],
  ['520', answered(520), { always: true, ifNotReceived: false }],
  ['529', answered(529), { always: true, ifNotReceived: false }],
  ['an unusable answer', { kind: 'unusable' }, { always: true, ifNotReceived: false }],
  ['504', answered(504), { always: true, ifNotReceived: false }],
  ['429', answered(429), { always: true, ifNotReceived: true }],
  ...[301, 400, 519, 530, 401, 403, 404, 409, 411, 413, 415, 501, 505].map(
    (status): [string, Outcome, Record<Repeat, boolean>] => [
      String(status),
      answered(status),
      { always: false, ifNotReceived: false },
    ],
  ),
];

describe('Whether a failed attempt is followed by another', () => {
  for (const [what, outcome, expected] of TABLE) {
    for (const repeat of REPEATS) {
      it(`${what}, ${repeat}: ${expected[repeat] ? 'yes' : 'no'}`, () => {
        const state = { repeat, failures: 1, limited: 1, limitedForMs: 0, nowMs: NOW };
        const decision = afterFailure(outcome, state, SETTINGS);
        assert.deepEqual(decision, expected[repeat] ? { kind: 'wait', delayMs: 10_000 } : { kind: 'stop' });
      });
    }
  }

  it('404 where it is expected: yes, whatever the request', () => {
    for (const repeat of REPEATS) {
      const state = { repeat, failures: 1, limited: 1, limitedForMs: 0, nowMs: NOW, alsoRetry: [404] };
      assert.deepEqual(afterFailure(answered(404), state, SETTINGS), { kind: 'wait', delayMs: 10_000 });
    }
  });

  it('counts all attempts, the first one included', () => {
    for (const [failures, kind] of [
      [1, 'wait'],
      [2, 'wait'],
      [3, 'stop'],
      [4, 'stop'],
    ] as const) {
      const decision = afterFailure(
        answered(500),
        { repeat: 'always', failures, limited: 99, limitedForMs: 0, nowMs: NOW },
        SETTINGS,
      );
      assert.equal(decision.kind, kind);
    }
  });

  it('gives up on 429 only after both all attempts and 75 seconds', () => {
    for (const [limited, limitedForMs, kind] of [
      [3, 74_999, 'wait'],
      [2, 75_000, 'wait'],
      [3, 75_000, 'stop'],
      [99, 0, 'wait'],
    ] as const) {
      const state = { repeat: 'ifNotReceived' as const, failures: 99, limited, limitedForMs, nowMs: NOW };
      assert.equal(afterFailure(answered(429), state, SETTINGS).kind, kind);
    }
  });

  it('waits after a 429 as long as Retry-After says', () => {
    const state = { repeat: 'always' as const, failures: 1, limited: 1, limitedForMs: 0, nowMs: NOW };
    assert.deepEqual(afterFailure(answered(429, '7'), state, SETTINGS), {
      kind: 'wait',
      delayMs: 7000,
    });
  });

  it('never hammers a limit, even when told that it may come back at once', () => {
    const state = { repeat: 'always' as const, failures: 1, limited: 1, limitedForMs: 0, nowMs: NOW };
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
  const cases: [Outcome, boolean][] = [
    [{ kind: 'unanswered' }, true],
    [{ kind: 'unusable' }, true],
    [{ kind: 'notReceived' }, false],
    ...[408, 500, 502, 503, 504, 520].map((status): [Outcome, boolean] => [answered(status), true]),
    ...[400, 401, 403, 404, 409, 425, 429].map((status): [Outcome, boolean] => [answered(status), false]),
  ];
  for (const [outcome, expected] of cases) {
    it(`${JSON.stringify(outcome)}: ${expected ? 'perhaps' : 'no'}`, () => {
      assert.equal(isOutcomeUnknown(outcome), expected);
    });
  }
});

describe('How long nobody may call the host', () => {
  it('is what Retry-After says after a 429 and after a 503, and the delay after a 429 without one', () => {
    assert.equal(holdBackMs(answered(429, '7'), NOW, SETTINGS), 7000);
    assert.equal(holdBackMs(answered(503, '7'), NOW, SETTINGS), 7000);
    assert.equal(holdBackMs(answered(429), NOW, SETTINGS), 10_000);
    assert.equal(holdBackMs(answered(503), NOW, SETTINGS), undefined);
    assert.equal(holdBackMs(answered(500, '7'), NOW, SETTINGS), undefined);
  });
});
