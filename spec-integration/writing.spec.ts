import assert from 'node:assert/strict';
import { type ObjectStorage, startObjectStorage } from '../local/elasticio/objectStorage.js';
import { messageOf, runStep } from '../spec/support/step.js';
import * as deleteObject from '../src/actions/deleteObject.js';
import * as generateDistributionLink from '../src/actions/generateDistributionLink.js';
import * as importContacts from '../src/actions/importContacts.js';
import * as lookupObject from '../src/actions/lookupObject.js';
import * as upsertObject from '../src/actions/upsertObject.js';
import { cleaned, unusedName } from './support/cleaned.js';
import { needing, type OwnBrand } from './support/ownBrand.js';

type Data = Record<string, unknown>;

const CONTACTS = { objectType: 'contacts', lookupCriteria: 'extRef', directoryMatchCriteria: 'directoryId' };
const LISTS = { objectType: 'mailingLists', lookupCriteria: 'name', directoryMatchCriteria: 'directoryId' };
const BY_ID = { lookupCriteria: 'contactId' };
const WRITING = ['directoryId', 'allowsWriting'] as const;

/** A step for one message in the directory; gives the first body that it emits. */
async function first(module: Parameters<typeof runStep>[0], brand: OwnBrand, cfg: Data, body: Data): Promise<Data> {
  const all = { cfg: { ...brand.credential, ...cfg }, body: { directory: brand.directoryId, ...body } };
  return (await runStep(module, all)).data[0] as Data;
}

describe('Writing to a brand of one’s own', () => {
  let storage: ObjectStorage;
  before(async () => {
    storage = await startObjectStorage();
    Object.assign(process.env, {
      ELASTICIO_OBJECT_STORAGE_URI: storage.url,
      ELASTICIO_OBJECT_STORAGE_TOKEN: storage.token,
    });
  });
  after(() => storage.close());

  needing(WRITING, 'creates a contact, updates, clears, finds and deletes it', async (brand) => {
    const lookupCriteriaValue = unusedName();
    await cleaned(brand, async ({ contactLater }) => {
      contactLater(lookupCriteriaValue);
      const embeddedData = { level: 'basic' };
      const new_ = { lookupCriteriaValue, firstName: 'Component', embeddedData };
      const { contactId } = await first(upsertObject, brand, { ...CONTACTS, retrieveAfterCreation: true }, new_);
      const cfg = { ...CONTACTS, emptyValues: 'clear' };
      const change = { lookupCriteriaValue, firstName: '', lastName: 'Test', embeddedData: { region: 'north' } };
      assert.equal((await first(upsertObject, brand, cfg, change)).contactId, contactId);

      const byId = { ...CONTACTS, ...BY_ID };
      const now = await first(lookupObject, brand, byId, { lookupCriteriaValue: contactId });
      assert.deepEqual([now.firstName || null, now.lastName], [null, 'Test']);
      assert.deepEqual(now.embeddedData, { level: 'basic', region: 'north' });
      assert.deepEqual(await first(deleteObject, brand, byId, { lookupCriteriaValue: contactId }), { contactId });
      const allowed = { ...byId, allowZeroResults: true };
      assert.deepEqual(await first(lookupObject, brand, allowed, { lookupCriteriaValue: contactId }), {});
    });
  });

  needing(WRITING, 'creates nothing where it is told to fail instead', async (brand) => {
    const lookupCriteriaValue = unusedName();
    await cleaned(brand, async ({ contactLater }) => {
      contactLater(lookupCriteriaValue);
      await messageOf(first(upsertObject, brand, { ...CONTACTS, ifNotFound: 'throwError' }, { lookupCriteriaValue }));
      const body = { lookupCriteriaValue };
      assert.deepEqual(await first(upsertObject, brand, { ...CONTACTS, ifNotFound: 'emitEmpty' }, body), {});
      assert.deepEqual(await first(lookupObject, brand, { ...CONTACTS, allowZeroResults: true }, body), {});
    });
  });

  needing(WRITING, 'creates a mailing list with a contact in it, and deletes the list', async (brand) => {
    await cleaned(brand, async ({ mailingList, contactLater }) => {
      const mailingListId = await mailingList();
      const member = { lookupCriteriaValue: unusedName(), mailingListId };
      contactLater(member.lookupCriteriaValue);
      const { contactId } = await first(upsertObject, brand, CONTACTS, member);
      const byId = { ...CONTACTS, ...BY_ID };
      const contact = await first(lookupObject, brand, byId, { lookupCriteriaValue: contactId });
      assert.ok(Object.hasOwn(contact.mailingListMembership as Data, mailingListId));
      const cfg = { ...LISTS, lookupCriteria: 'mailingListId' };
      const deleted = await first(deleteObject, brand, cfg, { lookupCriteriaValue: mailingListId });
      assert.deepEqual(deleted, { mailingListId });
    });
  });

  needing(WRITING, 'imports contacts into a mailing list, and reports on each', async (brand) => {
    await cleaned(brand, async ({ mailingList }) => {
      const mailingListId = await mailingList();
      const name = unusedName();
      const contacts = [1, 2].map((row) => ({ email: `${name}-${row}@example.com`, extRef: `${name}-${row}` }));
      const cfg = { directoryId: brand.directoryId, mailingListId };
      const { total, added, failed } = await first(importContacts, brand, cfg, { contacts });
      assert.deepEqual([total, added, failed], [2, 2, 0]);
    });
  });

  needing([...WRITING, 'surveyId'], 'generates the links of a mailing list', async (brand) => {
    await cleaned(brand, async ({ mailingList, distributionsLater }) => {
      const mailingListId = await mailingList();
      const extRef = unusedName();
      await first(upsertObject, brand, CONTACTS, { lookupCriteriaValue: extRef, mailingListId });
      const { surveyId } = brand;
      distributionsLater(surveyId, mailingListId);
      const body = { surveyId, linkType: 'Individual', description: extRef, mailingListId };
      const [link] = (await first(generateDistributionLink, brand, { emitBehavior: 'emitPage' }, body))
        .results as Data[];
      assert.match(String(link?.link), /^https:/);
      assert.equal(link?.extRef, extRef);
    });
  });
});
