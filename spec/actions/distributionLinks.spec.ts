import assert from 'node:assert/strict';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import * as generateDistributionLink from '../../src/actions/generateDistributionLink.js';
import { systemClock } from '../../src/qualtrics/client/options.js';
import { jumpingClock } from '../support/jumpingClock.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep } from '../support/step.js';

interface Link {
  readonly distributionId: string;
  readonly contactId: string;
  readonly link: string;
  readonly extRef: string | null;
}

describe('The links of a distribution', () => {
  // One clock for the sandbox and the step, which passes only while the step waits.
  const clock = jumpingClock();
  const bench = useSandbox({ demo: { now: clock.now } });
  let mailingListId: string;

  beforeEach(() => {
    Object.assign(systemClock, clock);
    const { directoryId } = directory().options;
    mailingListId = bench.tenant.addMailingList({ directoryId, name: 'Recipients' }).mailingListId;
  });

  const directory = () => bench.tenant.directories[1] as ContactDirectory;
  const addMembers = (count: number): void => {
    for (let made = 0; made < count; made += 1) {
      const lookupId = bench.tenant.random.id('CGC_');
      directory().create({
        email: `person.${made}@example.com`,
        firstName: `First ${made}`,
        extRef: `ref-${made}`,
        mailingLists: new Map([[mailingListId, { lookupId, unsubscribed: false, unsubscribeDate: null }]]),
      } as never);
    }
  };
  const generate = (emitBehavior: string, changes: Record<string, unknown> = {}) =>
    runStep(generateDistributionLink, {
      cfg: { ...bench.credential, emitBehavior },
      body: {
        surveyId: bench.tenant.surveys[0]?.id,
        linkType: 'Individual',
        description: 'Autumn',
        mailingListId,
        ...changes,
      },
    });
  const readings = () => bench.calls().filter((call) => /^GET .*\/links$/.test(call)).length;

  it('come one a message, by https and with the contact’s fields under our names', async () => {
    addMembers(3);
    const { data } = await generate('emitIndividually');
    const links = data as Link[];
    assert.equal(links.length, 3);
    const [first] = links;
    assert.equal(first?.distributionId, bench.tenant.distributions[0]?.id);
    assert.match(first?.link ?? '', /^https:\/\//);
    assert.equal(directory().contacts.get(first?.contactId ?? '')?.extRef, first?.extRef);
    assert.deepEqual(Object.keys(first ?? {}).sort(), [
      'contactId',
      'distributionId',
      'email',
      'exceededContactFrequency',
      'extRef',
      'firstName',
      'lastName',
      'link',
      'linkExpiration',
      'status',
      'transactionId',
      'unsubscribed',
    ]);
    assert.equal(readings(), 1);
  });

  it('come in pages, all of them, each once', async () => {
    addMembers(250);
    const { data } = await generate('emitPage');
    const pages = (data as { results: Link[] }[]).map(({ results }) => results);
    assert.deepEqual(
      pages.map(({ length }) => length),
      [100, 100, 50],
    );
    assert.equal(new Set(pages.flat().map(({ contactId }) => contactId)).size, 250);
  });

  for (const linkType of ['Multiple', 'Anonymous']) {
    it(`come one for each contact also when they are ${linkType}`, async () => {
      addMembers(5);
      const { data } = await generate('emitIndividually', { linkType });
      assert.equal(new Set((data as Link[]).map(({ contactId }) => contactId)).size, 5);
    });
  }

  it('are waited for while a fresh distribution is listed short', async () => {
    addMembers(300);
    Object.assign(bench.tenant.behaviour, { linkLagMs: 60_000, linkLagShare: 0 });
    const { data, logs } = await generate('emitIndividually');
    assert.equal(new Set((data as Link[]).map(({ contactId }) => contactId)).size, 300);
    assert.equal(data.length, 300);
    assert.ok(logs.some((line) => /^Qualtrics lists 0 of 300 links; reading them again in 2000 ms\.$/.test(line)));
    assert.ok(!logs.some((line) => /but the mailing list has/.test(line)));
  });

  it('are given out all the same when some never come, with a warning that tells both numbers', async () => {
    addMembers(250);
    bench.tenant.behaviour.missingLinksShare = 0.004;
    const before = clock.now();
    const { data, logs } = await generate('emitPage');
    assert.equal((data as { results: Link[] }[]).flatMap(({ results }) => results).length, 249);
    assert.ok(logs.includes('Qualtrics lists 249 links, but the mailing list has 250 contacts.'));
    // Their number stands still for 20 s, which the reading after 30 s is the first to find.
    assert.equal(clock.now() - before, 30_000);
  });

  it('are waited for two minutes at the most', async () => {
    addMembers(10);
    bench.tenant.behaviour.linkLagMs = 60 * 60_000;
    const before = clock.now();
    const message = await messageOf(generate('emitPage'));
    assert.match(message, /^Qualtrics made the distribution EMD_\w+, but has listed no link of it for two minutes/);
    const waitedMs = clock.now() - before;
    assert.ok(waitedMs >= 120_000 && waitedMs <= 150_000, `${waitedMs} ms`);
  });

  it('are none for an empty list: a page without links, no message each', async () => {
    assert.deepEqual((await generate('emitPage')).data, [{ results: [] }]);
    assert.deepEqual((await generate('emitIndividually')).data, []);
  });

  it('are read without their number where the client may not read lists', async () => {
    addMembers(3);
    bench.sandbox.faults.add({
      match: /mailinglists/,
      times: 9,
      fault: { kind: 'status', status: 403, when: 'before' },
    });
    const { data, logs } = await generate('emitIndividually');
    assert.equal(data.length, 3);
    assert.ok(logs.some((line) => line.startsWith('How many contacts the mailing list has could not be read.')));
  });

  it('are those of a sample when one is retrieved: ten', async () => {
    addMembers(20);
    process.env.ELASTICIO_FLOW_TYPE = 'debug';
    assert.equal((await generate('emitIndividually')).data.length, 10);
  });

  it('are described by the metadata of what was chosen', async () => {
    const out = async (emitBehavior?: string) =>
      Object.keys((await generateDistributionLink.getMetaModel({ emitBehavior })).out.properties);
    assert.deepEqual(await out(), ['id']);
    assert.deepEqual(await out('emitId'), ['id']);
    assert.deepEqual(await out('emitPage'), ['results']);
    assert.ok((await out('emitIndividually')).includes('linkExpiration'));
    const message = await messageOf(generate('all'));
    assert.match(message, /^"Emit behavior" must be one of "emitId", "emitIndividually", "emitPage", but it is "all"/);
  });
});
