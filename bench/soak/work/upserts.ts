import groupBy from 'lodash/groupBy.js';
import { INDEX_LAG_MS } from '../ground.js';
import { SoakStep } from '../soakStep.js';
import type { WorkStarter } from '../work.js';

const WRITERS = 4;
const KEYS_A_WRITER = 50;
const PREFETCH = 10;
/** So long after it was created a contact may not be found; a process that was killed by then has forgotten it. */
const FORGOTTEN_MS = INDEX_LAG_MS + 5000;

interface Written {
  /** Values that the contact may have now: the last one written for sure, and those whose outcome is open. */
  values: string[];
  /** When the key was first sent, in ms since 1970, and until when that was not certain to have led to a contact. */
  readonly firstAt: number;
  sureAt: number;
}

/** Contacts by keys, many messages at once. Each writer has keys of its own, so that the order of values is known. */
export const contactUpserts: WorkStarter = async (ground) => {
  const { books, directory, random } = ground;
  const { directoryId } = directory.options;
  const cfg = { objectType: 'contacts', lookupCriteria: 'extRef', directoryMatchCriteria: 'directoryId' };
  const step = await SoakStep.start(ground, 'upsertObject', { cfg, prefetch: PREFETCH }, ', contacts');
  const written = new Map<string, Written>();
  let writes = 0;
  return {
    step,
    workers: WRITERS,
    pauseMs: 60,
    async round(writer) {
      const key = `key-${writer}-${random.below(KEYS_A_WRITER)}`;
      writes += 1;
      const value = `v${writes}`;
      const known = written.get(key) ?? { values: [], firstAt: Date.now(), sureAt: Number.POSITIVE_INFINITY };
      written.set(key, known);
      const { error } = await step.beside({ lookupCriteriaValue: key, directory: directoryId, firstName: value });
      known.values = error === undefined ? [value] : [...known.values, value];
      if (error === undefined) known.sureAt = Math.min(known.sureAt, Date.now());
    },
    audit() {
      const byKey = groupBy([...directory.contacts.values()], 'extRef');
      for (const [key, { values, firstAt, sureAt }] of written) {
        const found = byKey[key] ?? [];
        const forgotten = step.killedAt.filter((at) => at >= firstAt && at <= sureAt + FORGOTTEN_MS).length;
        if (found.length > 1 + forgotten) books.note('doubled', `${found.length} contacts with the key ${key}`);
        books.excused += Math.max(0, Math.min(found.length, 1 + forgotten) - 1);
        const isRight =
          found.length === 0 ? values.length !== 1 : found.some(({ firstName }) => values.includes(String(firstName)));
        if (!isRight)
          books.note('lost', `${key} is ${found.map(({ firstName }) => firstName)}, not ${values.join(' or ')}`);
      }
    },
  };
};

/** Mailing lists by name, each asked for by two messages at once: one list of each name. */
export const listUpserts: WorkStarter = async (ground) => {
  const { books, directory, tenant } = ground;
  const { directoryId } = directory.options;
  const cfg = { objectType: 'mailingLists', lookupCriteria: 'name', directoryMatchCriteria: 'directoryId' };
  const step = await SoakStep.start(ground, 'upsertObject', { cfg, prefetch: PREFETCH }, ', mailing lists');
  let names = 0;
  return {
    step,
    pauseMs: 2000,
    async round() {
      names += 1;
      const name = `List ${names}`;
      const body = { lookupCriteriaValue: name, directory: directoryId };
      const outcomes = await Promise.all([step.beside(body), step.beside(body)]);
      const isDone = outcomes.some(({ error }) => error === undefined);
      const lists = tenant.mailingLists.filter((list) => list.name === name);
      if (isDone && lists.length === 0) books.note('lost', `the mailing list ${name}`);
      if (lists.length > 1) books.note('doubled', `${lists.length} mailing lists named ${name}`);
      // All of them are listed for every name: they must not become ever more.
      for (const list of lists) tenant.deleteMailingList(list);
    },
  };
};
