import * as deleteObject from '../../src/actions/deleteObject.js';
import * as lookupObjects from '../../src/actions/lookupObjects.js';
import { mailingLists } from '../../src/objects/mailingLists/mailingListType.js';
import { poll } from '../../src/polling/plan/poll.js';
import { type Position, startingAt } from '../../src/polling/plan/position.js';
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

/** Leads a poll from the beginning, with these contacts at each offset, at whatever time is asked for. */
function polled(idsAt: (offset: number) => string[], canWait: boolean): void {
  const fits = ({ unread }: Position): boolean => canWait || unread.length === 0;
  const conversation = poll<string>({ start: startingAt(0), pageSize: 2, onePage: false, fits });
  for (let next = conversation.next([]); !next.done; ) {
    const asks = next.value.kind === 'ask' ? next.value.asks : [];
    const answers = asks.map(({ from, offset }) => {
      const rows = idsAt(offset).map((id) => ({ id, second: from, millisecond: 0, contact: '' }));
      return { rows, token: undefined, askedAtMs: 1e12 };
    });
    next = conversation.next(answers);
  }
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
  // The same two on every page: each time, others must have been skipped.
  'contacts that keep changing': () => polled((offset) => (offset > 150 ? [] : ['CID_a', 'CID_b']), false),
  'searches that lead nowhere': () => polled((offset) => (offset > 150 ? [] : ['CID_a', 'CID_b']), true),
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
