import assert from 'node:assert/strict';
import fc from 'fast-check';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import type { Fault, FaultRule } from '../../local/sandbox/http/faults.js';
import { contacts } from '../../src/objects/contacts/contactType.js';
import { type UpsertOptions, upsert } from '../../src/objects/upsert.js';
import { resetSharedState } from '../../src/util/sharedState.js';
import { startCheckedSandbox } from '../support/checkedSandbox.js';
import { aClient } from '../support/client.js';
import { fastClock } from '../support/fastClock.js';
import { requestLimits } from '../support/requestLimits.js';

const SPEED = 3000;
const RUNS = Number(process.env.UPSERT_RUNS ?? 40);
const KEYS = ['a@example.com', 'b@example.com', 'c@example.com'] as const;
const FIELDS = ['firstName', 'lastName', 'phone'] as const;

interface Write {
  readonly key: (typeof KEYS)[number];
  readonly field: (typeof FIELDS)[number];
  /** Waits for all earlier ones before it begins. */
  readonly waits: boolean;
}

const AllFaults: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(500, 502, 504),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(429, 503),
    when: fc.constant('before' as const),
  }),
  fc.record({ kind: fc.constant('drop' as const), when: fc.constantFrom('before' as const, 'after' as const) }),
  fc.constant({ kind: 'truncate' as const }),
);

const AllRules: fc.Arbitrary<FaultRule> = fc.record({
  match: fc.constantFrom(/^POST .*\/contacts$/, /^POST .*search/, /^GET .*contacts\//, /^PUT /, /token/),
  fault: AllFaults,
});

const AllWrites: fc.Arbitrary<Write> = fc.record({
  key: fc.constantFrom(...KEYS),
  field: fc.constantFrom(...FIELDS),
  waits: fc.boolean(),
});

describe('Upserts, whatever happens meanwhile', () => {
  it(`end with one contact a key and the last value of each field (${RUNS} histories)`, async function longer() {
    this.timeout(300_000);
    const history = fc.record({
      writes: fc.array(AllWrites, { minLength: 1, maxLength: 12 }),
      rules: fc.array(AllRules, { maxLength: 6 }),
      lagSeconds: fc.constantFrom(0, 5, 55),
      readLagSeconds: fc.constantFrom(0, 5, 45),
    });
    await fc.assert(
      fc.asyncProperty(history, async ({ writes, rules, lagSeconds, readLagSeconds }) => {
        resetSharedState();
        const clock = fastClock(SPEED);
        const tenant = demoTenant({ now: clock.now });
        const sandbox = await startCheckedSandbox({ tenant, limits: {}, silence: requestLimits.pass });
        try {
          const directory = tenant.addDirectory({ name: 'Empty' });
          tenant.behaviour.indexLagMs = lagSeconds * 1000;
          tenant.behaviour.readLagMs = readLagSeconds * 1000;
          sandbox.faults.add(...rules);
          const client = aClient(sandbox, { clock });

          const outcomes: Promise<boolean>[] = [];
          for (const [index, { key, field, waits }] of writes.entries()) {
            if (waits) await Promise.all(outcomes);
            const options: UpsertOptions = {
              directory: { kind: 'id', directoryId: directory.options.directoryId },
              criterion: 'email',
              value: key,
              fields: { [field]: `v${index}` },
              emptyValues: 'ignore',
              ifFound: 'update',
              ifNotFound: 'create',
              retrieveAfterCreation: false,
            };
            outcomes.push(
              upsert(client, contacts, options).then(
                () => true,
                () => false,
              ),
            );
          }
          const succeeded = await Promise.all(outcomes);

          for (const key of KEYS) {
            const found = [...directory.contacts.values()].filter(({ email }) => email === key);
            const mine = writes.map((write, index) => ({ ...write, index })).filter((write) => write.key === key);
            const isSure = mine.some(({ index }) => succeeded[index]);
            assert.ok(found.length <= 1, `${found.length} contacts of ${key}`);
            assert.ok(!isSure || found.length === 1, `no contact of ${key}`);
            for (const field of FIELDS) {
              const values = mine.filter((write) => write.field === field);
              const lastSure = values.findLastIndex(({ index }) => succeeded[index]);
              const possible: (string | null)[] = values.slice(Math.max(lastSure, 0)).map(({ index }) => `v${index}`);
              if (lastSure < 0) possible.push(null);
              if (found[0])
                assert.ok(possible.includes(found[0][field]), `${key} ${field}: ${found[0][field]} of ${possible}`);
            }
          }
          assert.ok(
            [...directory.contacts.values()].every(({ email }) => (KEYS as readonly (string | null)[]).includes(email)),
          );
        } finally {
          await sandbox.close();
        }
      }),
      { numRuns: RUNS },
    );
  });
});
