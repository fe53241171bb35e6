import * as deleteObject from '../../src/actions/deleteObject.js';
import * as lookupObjects from '../../src/actions/lookupObjects.js';
import { mailingLists } from '../../src/objects/mailingLists/mailingListType.js';
import { resume } from '../../src/polling/plan/snapshot.js';
import { listTwice } from '../../src/polling/run/listTwice.js';
import type { Bench } from './sandbox.js';
import { runStep } from './step.js';

const TARGET = { objectType: 'contacts', directoryId: 'POOL_1', timestampField: 'lastModified', startTime: '' };

const matching = { objectType: 'contacts', lookupCriteria: 'email', directoryMatchCriteria: 'directoryId' };
const search = (bench: Bench, sTerm_1?: object) =>
  runStep(lookupObjects, {
    cfg: { ...bench.credential, ...matching, emitBehavior: 'emitAll', termNumber: '1' },
    body: { directory: 'POOL_1', sTerm_1 },
  });

async function listed(rowsOf: (ask: number) => string[]): Promise<void> {
  let asks = 0;
  const rows = (ids: string[]) => ids.map((id) => ({ id, second: 0, millisecond: 0, contact: id }));
  const pages = listTwice(async () => {
    asks += 1;
    return { rows: rows(rowsOf(asks)), token: undefined, askedAtMs: 0 };
  }, 2);
  for await (const _page of pages);
}

/** How finding many and deleting can fail. */
export const SEARCH_SITUATIONS: Readonly<Record<string, (bench: Bench) => unknown>> = {
  'search term that is missing': (bench) => search(bench),
  'search term without a value': (bench) => search(bench, { fieldName: 'email', condition: 'eq' }),
  'condition that does not go with a field': (bench) => search(bench, { fieldName: 'phone', condition: 'isEmpty' }),
  'field that mailing lists do not have': () => mailingLists.write.toInput({ owner: 'UR_1' }),
  'name of a mailing list that is too long': () => mailingLists.write.toInput({ name: 'x'.repeat(101) }),
  'more matches of many terms than Qualtrics lists': () => listed((ask) => [`CID_${ask}a`, `CID_${ask}b`]),
  'matches of many terms that keep changing': () => listed((ask) => [`CID_${ask}`]),
  'too much for one message': (bench) => {
    process.env.ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT = '10';
    bench.tenant.addDirectory({ name: 'Few', directoryId: 'POOL_1' }).create({ email: 'jo@example.com' });
    return search(bench, { fieldName: 'email', condition: 'isNotEmpty' });
  },
  'stored snapshot without a position': () => resume(TARGET, { version: 1, question: TARGET, watermark: {} }),
  'nothing to delete': (bench) => {
    bench.tenant.addDirectory({ name: 'Empty', directoryId: 'POOL_1' });
    return runStep(deleteObject, {
      cfg: { ...bench.credential, ...matching, ifNotFound: 'throwError' },
      body: { lookupCriteriaValue: 'jo@example.com', directory: 'POOL_1' },
    });
  },
};
