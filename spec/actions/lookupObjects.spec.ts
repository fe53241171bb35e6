import assert from 'node:assert/strict';
import { newMembership } from '../../local/sandbox/brand/membership.js';
import * as lookupObjects from '../../src/actions/lookupObjects.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf, runStep } from '../support/step.js';

type Found = Record<string, unknown>;

describe('Lookup Objects (plural)', () => {
  const bench = useSandbox();
  const directory = () => bench.tenant.addDirectory({ name: 'Customers', directoryId: 'POOL_customers' });
  const terms = (...all: [fieldName: string, condition: string, fieldValue?: string][]) => ({
    cfg: { termNumber: String(all.length) },
    body: Object.fromEntries(
      all.map(([fieldName, condition, fieldValue], index) => [
        `sTerm_${index + 1}`,
        { fieldName, condition, fieldValue },
      ]),
    ),
  });
  const run = (
    { cfg, body }: { cfg: object; body: object } = { cfg: {}, body: {} },
    more: Record<string, unknown> = {},
  ) =>
    runStep(lookupObjects, {
      cfg: {
        ...bench.credential,
        objectType: 'contacts',
        directoryMatchCriteria: 'directoryId',
        emitBehavior: 'emitAll',
        ...cfg,
        ...more,
      },
      body: { directory: 'POOL_customers', ...body },
    });
  const emailsOf = async (...all: Parameters<typeof terms>): Promise<unknown[]> => {
    const { data } = await run(terms(...all));
    const [{ results }] = data as [{ results: Found[] }];
    return results.map(({ email }) => email).sort();
  };

  it('gives every contact in one message, in the one shape, with embedded data', async () => {
    directory().create({ email: 'jo@example.com', phone: '1', extRef: 'a', embeddedData: { level: 'gold' } });
    const { data } = await run();
    const [contact] = (data[0] as { results: Found[] }).results;
    assert.equal(data.length, 1);
    assert.match(String(contact?.contactId), /^CID_/);
    assert.match(String(contact?.creationDate), /Z$/);
    assert.deepEqual(contact?.embeddedData, { level: 'gold' });
    assert.deepEqual([contact?.phone, contact?.extRef], ['1', 'a']);
  });

  it('emits pages, and a message each', async () => {
    const customers = directory();
    for (let made = 0; made < 25; made += 1) customers.create({ email: `c${made}@example.com` });
    const pages = (await run(undefined, { emitBehavior: 'emitPage', pageSize: '10' })).data as { results: Found[] }[];
    assert.deepEqual(
      pages.map(({ results }) => results.length),
      [10, 10, 5],
    );
    const single = (await run(undefined, { emitBehavior: 'emitIndividually' })).data as Found[];
    assert.equal(new Set(single.map(({ contactId }) => contactId)).size, 25);
  });

  it('gives an empty list when none is found, and no message individually', async () => {
    directory();
    assert.deepEqual((await run()).data, [{ results: [] }]);
    assert.deepEqual((await run(undefined, { emitBehavior: 'emitPage' })).data, [{ results: [] }]);
    assert.deepEqual((await run(undefined, { emitBehavior: 'emitIndividually' })).data, []);
  });

  describe('with terms', () => {
    const day = (number: number) => Date.UTC(2026, 0, number);
    beforeEach(() => {
      const customers = directory();
      customers.create({ email: 'a@example.com', firstName: 'Ann', language: 'en', creationDate: day(1), phone: '1' });
      customers.create({
        email: 'b@example.com',
        firstName: 'ann',
        lastName: 'Bee',
        creationDate: day(2),
        extRef: 'x',
      });
      customers.create({
        email: 'c@example.com',
        lastName: 'Cee',
        creationDate: day(3),
        mailingLists: new Map([['CG_1', newMembership('CGC_1')]]),
      });
      customers.create({ email: null, firstName: 'Dee', creationDate: day(4) });
    });
    const cases: [string, Parameters<typeof terms>, (string | null)[]][] = [
      ['eq, whatever the case', [['firstName', 'eq', 'ANN']], ['a@example.com', 'b@example.com']],
      [
        'ne',
        [
          ['email', 'ne', 'a@example.com'],
          ['email', 'isNotEmpty'],
        ],
        ['b@example.com', 'c@example.com'],
      ],
      [
        'isEmpty',
        [
          ['lastName', 'isEmpty'],
          ['email', 'isNotEmpty'],
        ],
        ['a@example.com'],
      ],
      ['isNotEmpty', [['extRef', 'isNotEmpty']], ['b@example.com']],
      [
        'gt',
        [
          ['creationDate', 'gt', '2026-01-02'],
          ['email', 'isNotEmpty'],
        ],
        ['c@example.com'],
      ],
      ['le', [['creationDate', 'le', '2026-01-02T00:00:00Z']], ['a@example.com', 'b@example.com']],
      ['in a list', [['mailingListId', 'eq', 'CG_1']], ['c@example.com']],
      [
        'not in a list',
        [
          ['mailingListId', 'ne', 'CG_1'],
          ['email', 'isNotEmpty'],
        ],
        ['a@example.com', 'b@example.com'],
      ],
      [
        'five at once',
        [
          ['firstName', 'eq', 'ann'],
          ['email', 'isNotEmpty'],
          ['creationDate', 'ge', '2026-01-01'],
          ['creationDate', 'lt', '2026-01-09'],
          ['lastName', 'isNotEmpty'],
        ],
        ['b@example.com'],
      ],
      [
        'five that only Qualtrics can compare',
        [
          ['mailingListId', 'ne', 'CG_1'],
          ['mailingListId', 'ne', 'CG_2'],
          ['mailingListId', 'ne', 'CG_3'],
          ['phone', 'ne', '2'],
          ['phone', 'eq', '1'],
        ],
        ['a@example.com'],
      ],
    ];
    for (const [name, given, emails] of cases) {
      it(`finds by ${name}`, async () => assert.deepEqual(await emailsOf(...given), emails));
    }
  });

  it('gives all of 12,000 matches, more than a search of Qualtrics lists', async () => {
    const customers = directory();
    for (let made = 0; made < 12_000; made += 1) {
      const creationDate = Date.UTC(2026, 0, 1) + made * 60_000;
      customers.create({ firstName: 'Jo', creationDate, lastModified: creationDate });
    }
    const { data } = await run(terms(['firstName', 'eq', 'jo']), { emitBehavior: 'emitPage' });
    const ids = (data as { results: Found[] }[]).flatMap(({ results }) => results.map(({ contactId }) => contactId));
    assert.deepEqual([ids.length, new Set(ids).size], [12_000, 12_000]);
  });

  it('gives each contact once that is there throughout, while others come, change and go', async () => {
    const customers = directory();
    for (let made = 0; made < 450; made += 1) {
      const creationDate = Date.UTC(2026, 0, 1) + made * 60_000;
      customers.create({ firstName: 'Jo', creationDate, lastModified: creationDate });
    }
    const throughout = new Set(customers.contacts.keys());
    bench.sandbox.onRequest = ({ path }) => {
      const [first] = throughout;
      if (!path.endsWith('/search') || first === undefined || throughout.size < 430) return;
      throughout.delete(first);
      customers.delete(first);
      customers.create({ firstName: 'New' });
    };
    const { data } = await run(undefined, { emitBehavior: 'emitIndividually' });
    const ids = (data as Found[]).map(({ contactId }) => String(contactId));
    assert.equal(new Set(ids).size, ids.length);
    for (const id of throughout) assert.ok(ids.includes(id), id);
  });

  it('refuses to put more into one message than the platform takes, with the way out', async () => {
    const customers = directory();
    for (let made = 0; made < 50; made += 1) customers.create({ embeddedData: { note: 'x'.repeat(1000) } });
    process.env.ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT = '20000';
    assert.match(await messageOf(run()), /does not fit|than fits into one message.*choose "Emit page"/);
  });

  it('shows ten objects at the most when a sample is retrieved, and says when there is none', async () => {
    const customers = directory();
    process.env.ELASTICIO_FLOW_TYPE = 'debug';
    const individually = { emitBehavior: 'emitIndividually' };
    assert.match(await messageOf(run(undefined, individually)), /^No object found\. Execution stopped\./);
    for (let made = 0; made < 25; made += 1) customers.create({ email: `c${made}@example.com` });
    assert.equal((await run(undefined, individually)).data.length, 10);
  });

  const bad: [object, object, RegExp][] = [
    [{ termNumber: '1' }, {}, /"Search term 1" must have a field name, a condition and a value, but it is empty/],
    [{ termNumber: '6' }, {}, /"Number of search terms" must be a whole number from 0 to 5/],
    [{ emitBehavior: '' }, {}, /"Emit Behavior" is required/],
    [{ pageSize: '101' }, {}, /"Page Size" must be a whole number from 1 to 100/],
    [
      { termNumber: '1' },
      { sTerm_1: { fieldName: 'age', condition: 'eq', fieldValue: '1' } },
      /Field name" must be one of/,
    ],
    [
      { termNumber: '1' },
      { sTerm_1: { fieldName: 'language', condition: 'isEmpty' } },
      /the "Language" of a contact cannot be searched by "isEmpty" \(is empty\), only by "eq", "ne"/,
    ],
    [
      { termNumber: '1' },
      { sTerm_1: { fieldName: 'email', condition: 'eq', fieldValue: ' ' } },
      /Field value" is required/,
    ],
    [
      { termNumber: '1' },
      { sTerm_1: { fieldName: 'creationDate', condition: 'gt', fieldValue: 'soon' } },
      /Field value" must be a date and time/,
    ],
  ];
  for (const [cfg, body, message] of bad) {
    it(`refuses ${JSON.stringify({ ...cfg, ...body })} before any request`, async () => {
      assert.match(await messageOf(run({ cfg, body })), message);
      assert.deepEqual(bench.sandbox.requests, []);
    });
  }

  it('declares as many terms as are asked for, and what is emitted', async () => {
    const cfg = { ...bench.credential, objectType: 'contacts', emitBehavior: 'emitPage', termNumber: '2' };
    const metadata = await lookupObjects.getMetaModel(cfg);
    assert.deepEqual(Object.keys(metadata.in?.properties ?? {}), ['directory', 'sTerm_1', 'sTerm_2']);
    assert.deepEqual(Object.keys(metadata.out.properties), ['results']);
    const single = await lookupObjects.getMetaModel({ ...cfg, emitBehavior: 'emitIndividually' });
    assert.ok('email' in single.out.properties);
  });
});
