import assert from 'node:assert/strict';
import * as lookupObjects from '../../src/actions/lookupObjects.js';
import * as trigger from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { useOddServer } from '../support/oddServer.js';
import { useSandbox } from '../support/sandbox.js';
import { runStep } from '../support/step.js';

/** The kind of fault: one contact that is odd, and all others that wait for it. */
describe('An odd contact in what is polled', () => {
  const bench = useSandbox();
  const server = useOddServer();
  const listed = (id: string, minute: number, more: object = {}) => {
    const time = `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`;
    return { id, email: `${id}@example.com`, creationDate: time, lastModified: time, ...more };
  };
  const answerWith = (elements: object[]): void => {
    process.env.QUALTRICS_BASE_URL = server.url;
    server.answer = () => ({ body: { result: { elements }, meta: {} } });
  };
  const cfg = () => ({
    ...bench.credential,
    objectType: 'contacts',
    directoryId: 'POOL_1',
    singlePagePerInterval: 'no',
  });
  const ids = (data: unknown[]): unknown[] => data.map((contact) => (contact as { contactId: string }).contactId);

  for (const date of [null, undefined, '', 'yesterday', {}]) {
    it(`whose date is ${JSON.stringify(date)} is reported, and the others are delivered`, async () => {
      answerWith([listed('CID_1', 1), listed('CID_2', 2, { lastModified: date }), listed('CID_3', 3)]);
      const run = await runStep(trigger, { cfg: cfg() });
      assert.deepEqual(ids(run.data), ['CID_1', 'CID_3']);
      assert.match(String(run.errors[0]?.message), /no date for the contact CID_2/);
      assert.deepEqual((await runStep(trigger, { cfg: cfg(), snapshot: run.snapshots.at(-1) })).data, []);
    });
  }

  for (const emitBehavior of ['emitIndividually', 'emitPage']) {
    it(`that is larger than a message may be is reported, and the others are delivered (${emitBehavior})`, async () => {
      process.env.ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT = '10000';
      const embeddedData = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`name${n}`, 'x'.repeat(1000)]));
      answerWith([listed('CID_1', 1), listed('CID_2', 2, { embeddedData }), listed('CID_3', 3)]);
      const run = await runStep(trigger, { cfg: { ...cfg(), emitBehavior } });
      const delivered = run.data.flatMap((body) => (body as { result?: unknown[] }).result ?? [body]);
      assert.deepEqual(ids(delivered), ['CID_1', 'CID_3']);
      assert.match(String(run.errors[0]?.message), /contact "CID_2" is larger than a message/);
      assert.deepEqual((await runStep(trigger, { cfg: cfg(), snapshot: run.snapshots.at(-1) })).data, []);
    });
  }

  it('that is listed twice in one answer is delivered once, as it was last', async () => {
    answerWith([
      listed('CID_1', 1),
      listed('CID_1', 1),
      listed('CID_2', 2),
      listed('CID_2', 3, { email: 'new@example.com' }),
    ]);
    const run = await runStep(trigger, { cfg: cfg() });
    assert.deepEqual(ids(run.data), ['CID_1', 'CID_2']);
    assert.equal((run.data[1] as { email: string }).email, 'new@example.com');
  });

  it('without a date is found by a search all the same, once', async () => {
    answerWith([listed('CID_1', 1), listed('CID_2', 2, { creationDate: null })]);
    const search = { directoryMatchCriteria: 'directoryId', emitBehavior: 'emitIndividually' };
    const run = await runStep(lookupObjects, { cfg: { ...cfg(), ...search }, body: { directory: 'POOL_1' } });
    assert.deepEqual(ids(run.data), ['CID_1', 'CID_2']);
  });
});
