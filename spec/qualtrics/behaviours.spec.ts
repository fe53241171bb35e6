import assert from 'node:assert/strict';
import fc from 'fast-check';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import type { Fault } from '../../local/sandbox/http/faults.js';
import { createLinkDistribution } from '../../src/qualtrics/api/distributions.js';
import { whoami } from '../../src/qualtrics/api/whoami.js';
import { QualtricsError } from '../../src/qualtrics/client/errors.js';
import { startCheckedSandbox } from '../support/checkedSandbox.js';
import { aClient } from '../support/client.js';
import { fastClock } from '../support/fastClock.js';
import { historyCount } from '../support/historyCount.js';
import { requestLimits } from '../support/requestLimits.js';

const RUNS = historyCount(15, 20);
const SPEED = 3000;
const RETRIES = 3;
const DELAY_MS = 10_000;
const MAX_RETRY_AFTER_S = 5;

const AnyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(500, 502, 504),
    when: fc.constantFrom('before' as const, 'after' as const),
    html: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(400, 403, 404),
    when: fc.constant('before' as const),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(401, 429, 503),
    when: fc.constant('before' as const),
    retryAfter: fc.constantFrom('0', '1', String(MAX_RETRY_AFTER_S), 'soon'),
  }),
  fc.record({ kind: fc.constant('drop' as const), when: fc.constantFrom('before' as const, 'after' as const) }),
  fc.constantFrom<Fault>(
    { kind: 'stall' },
    { kind: 'truncate' },
    { kind: 'slow', pauseMs: 5 },
    { kind: 'revokeTokens' },
  ),
);

const AnyBehaviour = fc.record({
  faults: fc.array(AnyFault, { maxLength: 8 }),
  tokenFaults: fc.array(AnyFault, { maxLength: 2 }),
  isCreate: fc.boolean(),
});

/** A fast clock that knows how long the client has waited, however slow the machine is. */
function countingClock() {
  const clock = fastClock(SPEED);
  let slept = 0;
  return {
    ...clock,
    sleep: async (ms: number): Promise<void> => {
      slept += ms;
      await clock.sleep(ms);
    },
    sleptMs: () => slept,
  };
}

describe('The client, however the server behaves', () => {
  it(`ends with the right answer or one error, and never does a create twice (${RUNS} behaviours)`, async function longer() {
    this.timeout(300_000);
    await fc.assert(
      fc.asyncProperty(AnyBehaviour, async ({ faults, tokenFaults, isCreate }) => {
        const clock = countingClock();
        const tenant = demoTenant({ now: clock.now });
        const sandbox = await startCheckedSandbox({ tenant, limits: {}, silence: requestLimits.pass });
        try {
          const settings = { retriesCount: RETRIES, retryDelayMs: DELAY_MS };
          const client = aClient(sandbox, { clock, settings });
          sandbox.faults.add(...faults.map((fault) => ({ match: /whoami|distributions/, fault })));
          sandbox.faults.add(...tokenFaults.map((fault) => ({ match: /token/, fault })));
          let answer: unknown;
          let error: unknown;
          try {
            answer = isCreate
              ? await createLinkDistribution(client, {
                  surveyId: tenant.surveys[0]?.id ?? '',
                  linkType: 'Individual',
                  description: 'd',
                  mailingListId: tenant.mailingLists[0]?.mailingListId ?? '',
                })
              : (await whoami(client)).brandId;
          } catch (thrown) {
            error = thrown;
          }
          const limited = faults.filter((fault) => fault.kind === 'status' && fault.status === 429).length;
          const calls = sandbox.requests.filter(({ path }) => /whoami|distributions/.test(path)).length;
          assert.ok(calls <= RETRIES + limited + 1, `${calls} calls`);
          const tokenTries = 2 * (RETRIES + tokenFaults.length);
          const longestMs = (calls + tokenTries) * Math.max(DELAY_MS, MAX_RETRY_AFTER_S * 1000);
          assert.ok(clock.sleptMs() <= longestMs, `${clock.sleptMs()} ms`);

          assert.ok(tenant.distributions.length <= 1, 'done twice');
          if (error) {
            assert.ok(error instanceof QualtricsError, String(error));
            assert.doesNotMatch(error.message, /\n/);
            if (tenant.distributions.length === 1) assert.ok(error.outcomeUnknown, error.message);
          } else if (isCreate) {
            assert.equal(answer, tenant.distributions[0]?.id);
          } else {
            assert.equal(answer, 'sandbox');
          }
        } finally {
          await sandbox.close();
        }
      }),
      { numRuns: RUNS },
    );
  });
});
