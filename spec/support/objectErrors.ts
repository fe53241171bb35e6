import assert from 'node:assert/strict';
import * as upsertObject from '../../src/actions/upsertObject.js';
import type { Bench } from './sandbox.js';
import { runStep } from './step.js';
import { withResult } from './withResult.js';

/** Errors of upserts beyond those of its fields: what it is told not to do, lost answers, mailing lists. */

const CFG = { objectType: 'contacts', lookupCriteria: 'email', directoryMatchCriteria: 'directoryId' };
const REFUSED = { kind: 'status', status: 403, when: 'before' } as const;

function upsert(bench: Bench, cfg: object, body: object): Promise<unknown> {
  const directory = bench.tenant.directories[1]?.options.directoryId ?? assert.fail();
  return runStep(upsertObject, {
    cfg: { ...bench.credential, ...CFG, ...cfg },
    body: { lookupCriteriaValue: 'jo@example.com', directory, ...body },
  });
}

interface Membership {
  readonly deduplicationCriteria: object;
  /** The contact that is in the list afterwards. */
  readonly id?: string;
}

/** A contact with an email, CID_1, is to be put into a list; it cannot be written otherwise. */
const putIntoList =
  ({ deduplicationCriteria, id = 'CID_1' }: Membership) =>
  (bench: Bench) => {
    const elements = [{ directoryId: 'POOL_1', deduplicationCriteria }];
    const body = { directory: 'POOL_1', lookupCriteriaValue: 'CID_1', mailingListId: 'CG_1', firstName: 'Jo' };
    return withResult(
      { contactId: 'CID_1', email: 'jo@example.com', elements, id },
      () => upsert(bench, { lookupCriteria: 'contactId' }, body),
      'PUT',
    );
  };

export const OBJECT_SITUATIONS: Readonly<Record<string, (bench: Bench) => unknown>> = {
  'contact found that is not to be': (bench) => {
    bench.tenant.directories[1]?.create({ id: 'CID_1', email: 'jo@example.com' });
    return upsert(bench, { ifFound: 'throwError' }, {});
  },
  'contact not found that is not to be created': (bench) => upsert(bench, { ifNotFound: 'throwError' }, {}),
  'no value to find a contact that is not to be created': (bench) =>
    upsert(bench, { ifNotFound: 'throwError' }, { lookupCriteriaValue: '' }),
  'create with an open end that cannot be looked for': (bench) => {
    bench.sandbox.onRequest = ({ path }) => {
      if (path.endsWith('/contacts')) bench.sandbox.faults.add({ match: /search/, fault: REFUSED });
    };
    bench.sandbox.faults.add({ match: /^POST .*\/contacts$/, fault: { kind: 'status', status: 500, when: 'after' } });
    return upsert(bench, {}, {});
  },
  'embedded data twice under one name': (bench) => upsert(bench, {}, { embeddedData: { Level: 'high', level: 'low' } }),
  'mailing list in a directory that does not deduplicate': putIntoList({ deduplicationCriteria: { email: false } }),
  'mailing list in a directory that deduplicates by what the contact lacks': putIntoList({
    deduplicationCriteria: { email: true, phone: true },
  }),
  'mailing list that got another contact': putIntoList({ deduplicationCriteria: { email: true }, id: 'CID_2' }),
  'contact created in a mailing list but not unsubscribed': (bench) => {
    const body = { directory: 'POOL_1', lookupCriteriaValue: '', mailingListId: 'CG_1', unsubscribed: true };
    return withResult({ contactId: 'CID_1', id: 'CID_1' }, () => upsert(bench, {}, body), 'PUT');
  },
  'mailing lists that keep changing': (bench) => {
    const { directoryId } = bench.tenant.directories[1]?.options ?? assert.fail();
    const add = () => bench.tenant.addMailingList({ directoryId, name: 'Another' });
    for (let made = 0; made < 120; made += 1) add();
    bench.sandbox.onRequest = ({ path }) => void (path.endsWith('/mailinglists') && add());
    return upsert(bench, { objectType: 'mailingLists', lookupCriteria: 'name' }, {});
  },
  'contact put into a mailing list but not updated': putIntoList({ deduplicationCriteria: { email: true } }),
};
