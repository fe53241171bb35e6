import assert from 'node:assert/strict';
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

  it('is not sent again when Qualtrics may have acted', async () => {
    bench.sandbox.faults.add({ match: /distributions/, fault: { kind: 'status', status: 504, when: 'after' } });
    assert.match(await messageOf(generate()), /It may or may not have been done/);
    assert.equal(bench.tenant.distributions.length, 1);
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
