import assert from 'node:assert/strict';
import { distributionFrom } from '../../local/sandbox/brand/distributions/creating.js';
import * as generateDistributionLink from '../../src/actions/generateDistributionLink.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep } from '../support/step.js';

describe('Generate Custom Distribution Link', () => {
  const bench = useSandbox();
  const generate = (changes: Record<string, unknown> = {}) =>
    runStep(generateDistributionLink, {
      cfg: bench.credential,
      body: {
        surveyId: bench.tenant.surveys[0]?.id,
        linkType: 'Individual',
        description: 'Autumn',
        mailingListId: bench.tenant.mailingLists[0]?.mailingListId,
        ...changes,
      },
    });

  it('makes a distribution without sending anything, and gives its id', async () => {
    const { data } = await generate({ expirationDate: '2030-09-13T08:00:00.5+02:00' });
    const [distribution] = bench.tenant.distributions;
    assert.deepEqual(data, [{ id: distribution?.id }]);
    assert.equal(distribution?.expirationDate, '2030-09-13T06:00:00Z');
    assert.equal(distribution?.linkType, 'Individual');
  });

  it('leaves out an expiration date that was cleared again', async () => {
    await generate({ expirationDate: '' });
    assert.equal(bench.tenant.distributions[0]?.expirationDate, undefined);
  });

  it('explains that the survey is not active', async () => {
    const inactive = bench.tenant.surveys.find(({ isActive }) => !isActive);
    assert.match(
      await messageOf(generate({ surveyId: inactive?.id })),
      /The survey is not active.*Activate the survey/,
    );
  });

  for (const fault of [
    { kind: 'status', status: 504, when: 'after' },
    { kind: 'status', status: 503, when: 'after' },
    { kind: 'drop', when: 'after' },
    { kind: 'truncate' },
  ] as const) {
    it(`is looked for, not made again, when Qualtrics may have made it: ${JSON.stringify(fault)}`, async () => {
      bench.sandbox.faults.add({ match: /^POST .*distributions/, fault });
      const { data } = await generate();
      assert.equal(bench.tenant.distributions.length, 1);
      assert.deepEqual(data, [{ id: bench.tenant.distributions[0]?.id }]);
    });
  }

  it('is made again when Qualtrics has not made it after all', async () => {
    bench.sandbox.faults.add({ match: /^POST .*distributions/, fault: { kind: 'drop', when: 'before' } });
    const { data } = await generate();
    assert.equal(bench.tenant.distributions.length, 1);
    assert.deepEqual(data, [{ id: bench.tenant.distributions[0]?.id }]);
  });

  it('is not taken for one that was made before, or for another message’s', async () => {
    await generate();
    const lost = { match: /^POST .*distributions/, fault: { kind: 'drop', when: 'after' } } as const;
    bench.sandbox.faults.add(lost, lost);
    const runs = await Promise.all([generate(), generate(), generate({ linkType: 'Multiple' })]);
    const ids = runs.map(({ data }) => (data[0] as { id: string }).id);
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(new Set(ids), new Set(bench.tenant.distributions.slice(1).map(({ id }) => id)));
  });

  const ofSomebodyElse = (expirationDate: string): string => {
    const [survey] = bench.tenant.surveys;
    const [list] = bench.tenant.mailingLists;
    const body = {
      surveyId: survey?.id,
      linkType: 'Individual',
      description: 'Winter',
      mailingListId: list?.mailingListId,
      action: 'CreateDistribution',
      expirationDate,
    };
    const other = distributionFrom(bench.tenant, body);
    // Of the same moment, on a machine of any speed.
    bench.tenant.distributions.push({ ...other, createdDate: other.createdDate + 60_000 });
    return other.id;
  };

  it('is not taken for somebody else’s of the same moment that expires on another day', async () => {
    const others = [ofSomebodyElse('2030-09-11T06:00:00Z'), ofSomebodyElse('2030-09-15T06:00:00Z')];
    bench.sandbox.faults.add({ match: /^POST .*distributions/, fault: { kind: 'drop', when: 'before' } });
    const { data } = await generate({ expirationDate: '2030-09-13T06:00:00Z' });
    assert.equal(bench.tenant.distributions.length, 3);
    assert.equal(others.includes((data[0] as { id: string }).id), false);
  });

  it('is found though Qualtrics tells its expiration in another time zone, or has one of its own', async () => {
    for (const expirationDate of ['2030-09-13T06:00:00Z', undefined]) {
      const listed = ofSomebodyElse('2030-09-13T20:00:00Z');
      bench.sandbox.faults.add({ match: /^POST .*distributions/, fault: { kind: 'drop', when: 'before' } });
      assert.deepEqual((await generate({ expirationDate })).data, [{ id: listed }]);
    }
  });

  it('tells the error of its creation when looking for it fails as well', async () => {
    bench.sandbox.faults.add({ match: /^POST .*distributions/, fault: { kind: 'drop', when: 'after' } });
    bench.sandbox.faults.add({
      match: /^GET .*distributions/,
      times: 9,
      fault: { kind: 'status', status: 403, when: 'before' },
    });
    assert.match(
      await messageOf(generate()),
      /did not complete POST \/distributions: .*It may or may not have been done/,
    );
    assert.equal(bench.tenant.distributions.length, 1);
  });

  it('takes no notice of the field "action", which flows made for another component send', async () => {
    await generate({ action: 'CreateDistribution' });
    assert.equal(bench.tenant.distributions.length, 1);
  });

  it('asks for nothing else than it did in the first release', async () => {
    await generate();
    assert.deepEqual(bench.calls(), ['POST /distributions']);
    assert.deepEqual(bench.sandbox.requests.at(-1)?.body, {
      surveyId: bench.tenant.surveys[0]?.id,
      linkType: 'Individual',
      description: 'Autumn',
      mailingListId: bench.tenant.mailingLists[0]?.mailingListId,
      action: 'CreateDistribution',
    });
  });

  it('is sent again when Qualtrics cannot have acted', async () => {
    for (const status of [425, 429]) {
      bench.sandbox.faults.add({ match: /distributions/, fault: { kind: 'status', status, when: 'before' } });
    }
    await generate();
    assert.equal(bench.tenant.distributions.length, 1);
  });

  const bad: [string, unknown, RegExp][] = [
    ['surveyId', '', /"Survey ID" is required/],
    [
      'linkType',
      'individual',
      /"Link Type" must be one of "Individual", "Multiple", "Anonymous", but it is "individual"/,
    ],
    ['description', ' ', /"Description" is required/],
    ['expirationDate', 'tomorrow', /"Expiration Date" must be a date .*but it is "tomorrow"/],
    ['expirationDate', '2030-02-30', /"Expiration Date" must be a date .*but it is "2030-02-30"/],
    ['mailingListId', null, /"Mailing List ID" is required/],
  ];
  for (const [name, value, message] of bad) {
    it(`refuses ${name} ${JSON.stringify(value)} before any request`, async () => {
      assert.match(await messageOf(generate({ [name]: value })), message);
      assert.equal(bench.sandbox.requests.length, 0);
    });
  }
});
