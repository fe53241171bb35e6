import groupBy from 'lodash/groupBy.js';
import type { StoredContact } from '../../../local/sandbox/brand/records.js';
import { INDEX_LAG_MS } from '../ground.js';
import { SoakStep } from '../soakStep.js';
import type { WorkStarter } from '../work.js';

const BY_ID = { directoryMatchCriteria: 'directoryId' };

/** One contact by its email, out of a directory that stays as it is. */
export const lookup: WorkStarter = async (ground) => {
  const { books, still, random } = ground;
  const cfg = { ...BY_ID, objectType: 'contacts', lookupCriteria: 'email' };
  const step = await SoakStep.start(ground, 'lookupObject', { cfg });
  const withEmail = [...still.contacts.values()].filter(({ email }) => email !== null);
  return {
    step,
    pauseMs: 200,
    async round() {
      const { id, email } = random.pick(withEmail);
      const body = { lookupCriteriaValue: email, directory: still.options.directoryId };
      const { messages, error } = await step.one(body);
      if (error === undefined && messages.at(-1)?.body.contactId !== id)
        books.note('lost', `the contact ${id} by ${email}`);
    },
  };
};

/** All contacts of that directory, in pages: each once. */
export const lookups: WorkStarter = async (ground) => {
  const { books, still } = ground;
  const cfg = { ...BY_ID, objectType: 'contacts', emitBehavior: 'emitPage', termNumber: '1' };
  const step = await SoakStep.start(ground, 'lookupObjects', { cfg });
  return {
    step,
    pauseMs: 500,
    async round() {
      const term = { fieldName: 'creationDate', condition: 'lt', fieldValue: new Date().toISOString() };
      const { messages, error, kills } = await step.one({ directory: still.options.directoryId, sTerm_1: term });
      const found = messages.flatMap(({ body }) => body.results as { contactId: string }[]);
      const times = groupBy(found, 'contactId');
      for (const [id, all] of Object.entries(times)) {
        if (all.length > 1 + kills) books.note('doubled', `${id} was found ${all.length} times`);
      }
      const missing = [...still.contacts.keys()].filter((id) => !times[id]);
      if (error === undefined && missing.length > 0) books.note('lost', `${missing.length} contacts were not found`);
    },
  };
};

/** Contacts that were made for it are deleted, by a key; nobody else is. */
export const contactDeletes: WorkStarter = async (ground) => {
  const { books, directory } = ground;
  const cfg = { ...BY_ID, objectType: 'contacts', lookupCriteria: 'extRef' };
  const step = await SoakStep.start(ground, 'deleteObject', { cfg }, ', contacts');
  const waiting: StoredContact[] = [];
  let made = 0;
  return {
    step,
    pauseMs: 300,
    async round() {
      made += 1;
      waiting.push(directory.create({ extRef: `victim-${made}` }));
      const [victim] = waiting;
      // The index knows it by then, unless faults changed it meanwhile.
      if (!victim || Date.now() - victim.creationDate < INDEX_LAG_MS + 1000) return;
      waiting.shift();
      const before = new Set(directory.contacts.keys());
      const body = { lookupCriteriaValue: victim.extRef, directory: directory.options.directoryId };
      const { error } = await step.one(body);
      if (error === undefined && directory.contacts.has(victim.id))
        books.note('lost', `the deletion of ${victim.extRef}`);
      const gone = [...before].filter((id) => id !== victim.id && !directory.contacts.has(id));
      if (gone.length > 0) books.note('doubled', `deletion: ${gone.length} others went with ${victim.extRef}`);
    },
  };
};

/** The same with mailing lists, by name. */
export const listDeletes: WorkStarter = async (ground) => {
  const { books, still, tenant } = ground;
  const { directoryId } = still.options;
  const cfg = { ...BY_ID, objectType: 'mailingLists', lookupCriteria: 'name' };
  const step = await SoakStep.start(ground, 'deleteObject', { cfg }, ', mailing lists');
  let made = 0;
  return {
    step,
    pauseMs: 1500,
    async round() {
      made += 1;
      const name = `To be deleted ${made}`;
      const list = tenant.addMailingList({ directoryId, name });
      const { error } = await step.one({ lookupCriteriaValue: name, directory: directoryId });
      const isThere = tenant.mailingLists.includes(list);
      if (error === undefined && isThere) books.note('lost', `the deletion of the list ${name}`);
      if (isThere) tenant.deleteMailingList(list);
    },
    audit() {
      const left = tenant.mailingLists.filter((list) => list.directoryId === directoryId).length;
      if (left !== 2) books.note('lost', `${left} of 2 mailing lists are left`);
    },
  };
};

/** Contacts by plain POST, which is never repeated when its outcome is unknown. */
export const rawRequests: WorkStarter = async (ground) => {
  const { books, directory } = ground;
  const step = await SoakStep.start(ground, 'makeRawRequest', { cfg: {} });
  let made = 0;
  return {
    step,
    pauseMs: 300,
    async round() {
      made += 1;
      const extRef = `raw-${made}`;
      const url = `directories/${directory.options.directoryId}/contacts`;
      const { error, kills } = await step.one({ url, method: 'POST', requestBody: { extRef } });
      const there = [...directory.contacts.values()].filter((contact) => contact.extRef === extRef).length;
      if (error === undefined && there === 0) books.note('lost', extRef);
      if (there > 1 + kills) books.note('doubled', `${there} contacts ${extRef}`);
      books.excused += Math.max(0, Math.min(there, 1 + kills) - 1);
    },
  };
};
