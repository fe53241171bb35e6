import assert from 'node:assert/strict';
import * as lookupObject from '../../src/actions/lookupObject.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import * as trigger from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import type { DialectSchema } from '../support/metadata.js';
import { useSandbox } from '../support/sandbox.js';

/** Embedded data is what every user of Qualtrics makes up: it is found in the contacts that have it. */
describe('Embedded data in the metadata', () => {
  const bench = useSandbox();
  const customers = () => bench.tenant.addDirectory({ name: 'Customers', directoryId: 'POOL_customers' });
  const namesOf = async (getMetaModel: (cfg: never) => Promise<unknown>, cfg: object = {}): Promise<string[]> => {
    const metadata = (await getMetaModel({ ...bench.credential, objectType: 'contacts', ...cfg } as never)) as {
      out: DialectSchema;
    };
    return Object.keys(metadata.out.properties?.embeddedData?.properties ?? {});
  };
  const triggerNames = (cfg: object = {}) => namesOf(trigger.getMetaModel, { directoryId: 'POOL_customers', ...cfg });

  it('names what the contacts of the directory have, each once however its case, at the cost of one search', async () => {
    const directory = customers();
    directory.create({ embeddedData: { Level: 'gold', region: 'north' } });
    directory.create({ embeddedData: { level: 'silver', Visits: '3' } });
    const names = await triggerNames();
    assert.deepEqual(
      names.map((name) => name.toLowerCase()),
      ['level', 'region', 'visits'],
    );
    assert.deepEqual(bench.calls(), ['POST /directories/POOL_customers/contacts/search']);
  });

  it('is remembered for some minutes', async () => {
    customers().create({ embeddedData: { level: 'gold' } });
    await triggerNames();
    await triggerNames();
    assert.equal(bench.calls().length, 1);
  });

  it('of a large directory comes from contacts that were changed lately, too', async () => {
    const directory = customers();
    const old = Date.UTC(2020, 0, 1);
    for (let made = 0; made < 150; made += 1) {
      directory.create({ creationDate: old + made, lastModified: old, embeddedData: { legacy: '1' } });
    }
    directory.create({ embeddedData: { brandNew: '1' } });
    assert.deepEqual(await triggerNames(), ['brandNew', 'legacy']);
  });

  it('of a large directory where nobody has changed for long comes from the newest all the same', async () => {
    const directory = customers();
    const daysAgo = (days: number) => Date.now() - days * 24 * 60 * 60_000;
    const add = (days: number, name: string): void => {
      const creationDate = daysAgo(days);
      directory.create({ creationDate, lastModified: creationDate, embeddedData: { [name]: '1' } });
    };
    for (let made = 0; made < 150; made += 1) add(4000, 'legacy');
    add(300, 'lastYear');
    add(40, 'lastMonth');
    assert.deepEqual(await triggerNames(), ['lastMonth', 'lastYear', 'legacy']);
  });

  it('of a step without a directory is that of the default one', async () => {
    bench.tenant.directories.find(({ options }) => options.isDefault)?.create({ embeddedData: { onlyHere: '1' } });
    const byDefault = await namesOf(lookupObject.getMetaModel);
    assert.ok(byDefault.length > 0);
  });

  it('is offered to an upsert, in and out, when a directory is chosen for it, and not looked for without', async () => {
    customers().create({ embeddedData: { level: 'gold' } });
    const cfg = { ...bench.credential, objectType: 'contacts', retrieveAfterCreation: true };
    const namesIn = async (more: object) => {
      const { in: fields } = (await upsertObject.getMetaModel({ ...cfg, ...more })) as { in?: DialectSchema };
      return Object.keys(fields?.properties?.embeddedData?.properties ?? {});
    };
    assert.deepEqual(await namesIn({}), []);
    assert.deepEqual(bench.sandbox.requests, []);
    assert.deepEqual(await namesIn({ embeddedDataDirectory: 'POOL_customers' }), ['level']);
    assert.deepEqual(await namesOf(upsertObject.getMetaModel, { ...cfg, embeddedDataDirectory: 'POOL_customers' }), [
      'level',
    ]);
  });

  it('is at most two hundred names', async () => {
    const embeddedData = Object.fromEntries(Array.from({ length: 300 }, (_, number) => [`field${number}`, 'x']));
    customers().create({ embeddedData });
    assert.equal((await triggerNames()).length, 200);
  });

  const status = (code: number) => ({ kind: 'status', status: code, when: 'before' }) as const;
  for (const [what, fault] of [
    ['refuses', status(403)],
    ['is out of order', status(503)],
    ['does not answer', { kind: 'stall' }],
  ] as const) {
    it(`is left open, without an error, where Qualtrics ${what}`, async () => {
      process.env.API_RETRY_DELAY = '60000';
      customers().create({ embeddedData: { level: 'gold' } });
      bench.sandbox.faults.add({ match: /search/, fault, times: 9 });
      assert.deepEqual(await triggerNames(), []);
    });
  }

  it('is left open where there is no credential yet, or one that cannot be used', async () => {
    const { out } = (await trigger.getMetaModel.call(undefined, { objectType: 'contacts' })) as { out: DialectSchema };
    assert.deepEqual(out.properties?.embeddedData?.properties, {});
    assert.deepEqual(await triggerNames({ clientSecret: 'wrong' }), []);
  });
});
