import assert from 'node:assert/strict';
import { runStep } from '../spec/support/step.js';
import * as lookupObject from '../src/actions/lookupObject.js';
import * as lookupObjects from '../src/actions/lookupObjects.js';
import * as makeRawRequest from '../src/actions/makeRawRequest.js';
import * as polling from '../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { verifyCredentials } from '../src/verifyCredentials.js';
import { expectSome, needing, type OwnBrand } from './support/ownBrand.js';

type Data = Record<string, unknown>;

const found = (data: readonly unknown[]): Data[] => data.flatMap((page) => (page as { results: Data[] }).results);

const cfgOf = ({ credential }: OwnBrand, objectType: 'contacts' | 'mailingLists', more: Data): Data => ({
  ...credential,
  objectType,
  directoryMatchCriteria: 'directoryId',
  ...more,
});

describe('Reading from a brand of one’s own', () => {
  needing([], 'verifies the credential', async ({ credential }) => {
    assert.deepEqual(await verifyCredentials.call(undefined, credential), { verified: true });
  });

  needing([], 'lists directories', async ({ credential }) => {
    assert.ok(Object.keys(await polling.getDirectories.call(undefined, credential)).length > 0);
  });

  needing([], 'makes a raw request, and gives the headers of its answer', async ({ credential }) => {
    const { data } = await runStep(makeRawRequest, { cfg: credential, body: { url: 'whoami', method: 'GET' } });
    const [{ statusCode, headers } = {}] = data as Data[];
    assert.equal(statusCode, 200);
    assert.ok(Object.keys(headers as Data).length > 0);
  });

  needing(['directoryId'], 'polls a page of contacts, then goes on after it', async ({ credential, directoryId }) => {
    const cfg = { ...credential, objectType: 'contacts', directoryId, pageSize: '10', emitBehavior: 'emitPage' };
    const first = await runStep(polling, { cfg });
    const second = await runStep(polling, { cfg, snapshot: first.snapshots.at(-1) });
    const ids = [...first.data, ...second.data].flatMap((page) =>
      (page as { result: Data[] }).result.map(({ contactId }) => contactId),
    );
    expectSome(ids, 'the directory has no contact');
    assert.equal(new Set(ids).size, ids.length);
  });

  needing(['directoryId'], 'finds contacts by a search term, and each of them by its id', async (brand) => {
    const cfg = cfgOf(brand, 'contacts', { emitBehavior: 'emitPage', pageSize: '3', termNumber: '1' });
    const term = { fieldName: 'creationDate', condition: 'lt', fieldValue: new Date().toISOString() };
    const contacts = found(await sampleOf(lookupObjects, cfg, { directory: brand.directoryId, sTerm_1: term }));
    expectSome(contacts, 'the directory has no contact');
    for (const { contactId } of contacts.slice(0, 3)) {
      const body = { directory: brand.directoryId, lookupCriteriaValue: contactId };
      const byId = cfgOf(brand, 'contacts', { lookupCriteria: 'contactId' });
      const { data } = await runStep(lookupObject, { cfg: byId, body });
      assert.equal((data[0] as Data).contactId, contactId);
    }
  });

  needing(['directoryId', 'mailingListId'], 'finds a mailing list by its id, and among all', async (brand) => {
    const { directoryId: directory, mailingListId } = brand;
    const byId = cfgOf(brand, 'mailingLists', { lookupCriteria: 'mailingListId' });
    const one = await runStep(lookupObject, { cfg: byId, body: { directory, lookupCriteriaValue: mailingListId } });
    const [{ name } = {}] = one.data as Data[];
    const all = cfgOf(brand, 'mailingLists', { emitBehavior: 'emitPage', termNumber: '1' });
    const term = { fieldName: 'name', condition: 'eq', fieldValue: name };
    const { data } = await runStep(lookupObjects, { cfg: all, body: { directory, sTerm_1: term } });
    assert.ok(found(data).some((list) => list.mailingListId === mailingListId));
  });

  needing(['directoryId', 'mailingListId'], 'finds the contacts of a mailing list', async (brand) => {
    const { directoryId: directory, mailingListId } = brand;
    const cfg = cfgOf(brand, 'contacts', { emitBehavior: 'emitPage', termNumber: '1' });
    const term = { fieldName: 'mailingListId', condition: 'eq', fieldValue: mailingListId };
    const byId = cfgOf(brand, 'contacts', { lookupCriteria: 'contactId' });
    const members = found(await sampleOf(lookupObjects, cfg, { directory, sTerm_1: term }));
    expectSome(members, 'the mailing list has no contact');
    for (const { contactId } of members.slice(0, 3)) {
      const { data } = await runStep(lookupObject, { cfg: byId, body: { directory, lookupCriteriaValue: contactId } });
      assert.ok(Object.hasOwn((data[0] as Data).mailingListMembership as Data, mailingListId));
    }
  });
});

/** At most ten objects, as when a sample is retrieved: nobody knows how many there are. */
async function sampleOf(module: Parameters<typeof runStep>[0], cfg: Data, body: Data): Promise<unknown[]> {
  process.env.ELASTICIO_FLOW_TYPE = 'debug';
  try {
    return (await runStep(module, { cfg, body })).data;
  } finally {
    delete process.env.ELASTICIO_FLOW_TYPE;
  }
}
