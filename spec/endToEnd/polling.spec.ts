import assert from 'node:assert/strict';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import { dataOf, errorsOf, type Flow, THROTTLED, useFlow } from '../support/flow.js';

const POLLING = 'getNewAndUpdatedObjectsPolling';
const HOUR_MS = 3_600_000;
const LAG_MS = 60_000;
const LATE_MS = 5000;

/** A directory of its own with so many contacts, some time ago. */
function directoryOf(flow: Flow, contacts: number, timeOf: (index: number) => number): ContactDirectory {
  const directory = flow.tenant.addDirectory({ name: 'Polled' });
  for (let index = 0; index < contacts; index += 1) {
    const time = timeOf(index);
    directory.create({ email: `c${index}@example.com`, creationDate: time, lastModified: time });
  }
  return directory;
}

function contactsIn(pages: readonly Record<string, unknown>[]): string[] {
  return pages.flatMap((page) => (page.result as { contactId: string }[]).map(({ contactId }) => contactId));
}

function assertEachOnce(delivered: readonly string[], directory: ContactDirectory): void {
  assert.equal(delivered.length, directory.contacts.size);
  assert.deepEqual(new Set(delivered), new Set(directory.contacts.keys()));
}

describe('Polling under the real sailor', () => {
  let vendorTimeMs: number | undefined;
  const flow = useFlow({ demo: { now: () => vendorTimeMs ?? Date.now() } });
  beforeEach(() => {
    vendorTimeMs = undefined;
  });
  const cfgOf = (directory: ContactDirectory, cfg: Record<string, unknown> = {}) => ({
    ...flow.credential,
    objectType: 'contacts',
    directoryId: directory.options.directoryId,
    singlePagePerInterval: 'no',
    emitBehavior: 'emitPage',
    ...cfg,
  });

  it('delivers 12,000 contacts, more than a search lists, each once and with embedded data', async () => {
    const start = Date.now() - 30 * 24 * HOUR_MS;
    const directory = directoryOf(flow, 12_000, (index) => start + ((index * 7919) % 12_000) * 60_000);
    directory.create({
      email: 'e@example.com',
      creationDate: start,
      lastModified: start,
      embeddedData: { level: 'mid' },
    });
    const step = await flow.start(POLLING, cfgOf(directory));
    await step.send({});
    await step.idle();
    const pages = dataOf(step);
    assertEachOnce(contactsIn(pages), directory);
    const all = pages.flatMap((page) => page.result as { email: string; embeddedData: unknown }[]);
    assert.deepEqual(all.find(({ email }) => email === 'e@example.com')?.embeddedData, { level: 'mid' });
  });

  it('delivers 730 contacts of one second, a page a flow start', async () => {
    const second = Date.now() - HOUR_MS;
    const directory = directoryOf(flow, 730, () => second);
    const step = await flow.start(POLLING, cfgOf(directory, { singlePagePerInterval: 'yes' }));
    for (let start = 0; start < 8; start += 1) {
      await step.send({});
      await step.idle();
    }
    const sizes = dataOf(step).map((page) => (page.result as unknown[]).length);
    assert.deepEqual(sizes, [100, 100, 100, 100, 100, 100, 100, 30]);
    assertEachOnce(contactsIn(dataOf(step)), directory);
  });

  it('splits a page that is larger than the platform takes in one message', async () => {
    const directory = directoryOf(flow, 250, () => Date.now() - HOUR_MS);
    const env = { ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT: '20000', ...THROTTLED };
    const step = await flow.start(POLLING, cfgOf(directory), { env });
    await step.send({});
    await step.idle();
    const pages = dataOf(step);
    assert.ok(pages.length > 3, `${pages.length} messages`);
    assertEachOnce(contactsIn(pages), directory);
  });

  it('moves on only past what the platform has taken: what it refused comes again', async () => {
    const directory = directoryOf(flow, 3, () => Date.now() - HOUR_MS);
    const cfg = cfgOf(directory, { emitBehavior: 'emitIndividually' });
    const taking = await flow.start(POLLING, cfg);
    await taking.send({});
    await taking.idle();
    const [contact] = dataOf(taking);
    await taking.stop();
    // The contact fits into it, the message that it is put into does not.
    const limit = String(Math.ceil(JSON.stringify(contact).length / 0.7) + 1);
    const refusing = await flow.start(POLLING, cfg, { env: { ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT: limit } });
    await refusing.send({});
    await refusing.idle();
    assert.deepEqual(
      refusing.outputs.map(({ kind }) => kind),
      ['error'],
    );
    assert.match(errorsOf(refusing)[0] ?? '', new RegExp(`Outgoing message size \\d+ exceeds limit of ${limit}`));
    await refusing.stop();
    const step = await flow.start(POLLING, cfg, { snapshot: refusing.snapshot() });
    await step.send({});
    await step.idle();
    assert.equal(dataOf(step).length, 3);
  });

  it('catches what the index shows a minute late, and repeats nothing', async () => {
    const { behaviour } = flow.tenant;
    const startMs = Date.now();
    vendorTimeMs = startMs;
    const directory = directoryOf(flow, 5, () => Date.now() - HOUR_MS);
    const step = await flow.start(POLLING, cfgOf(directory));
    const poll = async (): Promise<number> => {
      const before = step.outputs.length;
      await step.send({});
      await step.idle();
      return contactsIn(
        step.outputs.slice(before).flatMap((output) => (output.kind === 'data' ? [output.message.body] : [])),
      ).length;
    };
    assert.equal(await poll(), 5);
    // Both were changed at the same time; one of them shows up only after the other was delivered.
    const time = startMs - (LAG_MS - LATE_MS);
    behaviour.indexLagMs = LATE_MS;
    directory.create({ email: 'late@example.com', creationDate: time, lastModified: time });
    behaviour.indexLagMs = 0;
    directory.create({ email: 'early@example.com', creationDate: time, lastModified: time });
    assert.equal(await poll(), 1);
    vendorTimeMs = startMs + LATE_MS;
    assert.equal(await poll(), 1);
    assert.equal(await poll(), 0);
    assertEachOnce(contactsIn(dataOf(step)), directory);
  });
});
