import * as importContacts from '../../src/actions/importContacts.js';
import { timeIsUp } from '../../src/forms/importForm.js';
import { columnsOf } from '../../src/imports/columns.js';
import { importContacts as importEverything } from '../../src/imports/importContacts.js';
import { OutcomeUnknown, runImportJob } from '../../src/imports/importJob.js';
import { ImportTally } from '../../src/imports/importTally.js';
import { listRows, withFileRows } from '../../src/imports/rows.js';
import { aClient } from './client.js';
import { jumpingClock } from './jumpingClock.js';
import type { Bench } from './sandbox.js';
import { runStep } from './step.js';

const STORAGE = { ELASTICIO_OBJECT_STORAGE_URI: 'http://127.0.0.1:1', ELASTICIO_OBJECT_STORAGE_TOKEN: 'token' };

const importOf = (bench: Bench, body: object, attachments: object = {}) => {
  Object.assign(process.env, STORAGE);
  const cfg = { ...bench.credential, directoryId: 'POOL_1', mailingListId: 'CG_1' };
  return runStep(importContacts, { cfg, body: { ...body }, attachments: { ...attachments } });
};

const fileOf = (text: string) => () =>
  withFileRows(
    (file) => file.write(text),
    () => undefined,
    async () => undefined,
  );

const batch = { rows: [10_001, 10_002], body: Buffer.from('{"contacts":[{"extRef":"a"},{"extRef":"b"}]}'), bad: [] };

/** An import of two rows into a list, or into one that is not there. */
const jobOf = async (bench: Bench, changes: { isWrong?: boolean; limitMs?: number }) => {
  const [list] = bench.tenant.mailingLists;
  const target = {
    directoryId: list?.directoryId ?? '',
    mailingListId: changes.isWrong ? 'CG_1' : (list?.mailingListId ?? ''),
  };
  if (changes.limitMs) bench.tenant.behaviour.importChecks = 9;
  const client = aClient(bench.sandbox, { clock: jumpingClock() });
  const watch = { onStarted: () => undefined, onProgress: () => undefined, limitMs: changes.limitMs ?? 60_000 };
  await runImportJob(client, target, batch, watch);
};

const tallyAfter = (done: number): ImportTally => {
  const tally = new ImportTally(20_000);
  const rows = Array.from({ length: done }, (_, at) => at + 1);
  tally.add({ ...batch, rows }, { added: done, updated: 0, failed: 0 });
  return tally;
};

/** Every error that an import can end with, and how to meet it. */
export const IMPORT_SITUATIONS: Readonly<Record<string, (bench: Bench) => unknown>> = {
  'nothing to import': (bench) => importOf(bench, {}),
  'contacts that are no list': (bench) => importOf(bench, { contacts: 'all' }),
  'contacts and a file to import': (bench) => importOf(bench, { contacts: [{}], attachmentUrl: 'https://example.com' }),
  'several files to import': (bench) => importOf(bench, {}, { 'a.csv': { url: 'x' }, 'b.csv': { url: 'y' } }),
  'address of a file that is none': (bench) => importOf(bench, { attachmentUrl: 'contacts.csv' }),
  'file that cannot be fetched': (bench) =>
    importOf(bench, { attachmentUrl: 'http://127.0.0.1:1/contacts.csv?key=secret' }),
  'file that names no field of contacts': () => columnsOf(['a', 'b']),
  'file that names a field twice': () => columnsOf(['email', 'Primary Email']),
  'file that is a spreadsheet': fileOf('PK\u0003\u0004'),
  'file that is a web page': fileOf('<html>'),
  'file with an open quote': fileOf('email\n"a'),
  'file with a row that is too long': fileOf(`email\n${'a'.repeat(6_000_000)}`),
  'file with commas behind its lines': fileOf('{"email":"a"},\n{"email":"b"}\n'),
  'file that breaks off in its last line': fileOf('{"email":"a"}\n{"em'),
  'file that is not JSON': fileOf('[{"email":}]'),
  'file with too much in it': fileOf('[] []'),
  'file that ends too soon': fileOf('[{"email":"a"},'),
  'import that takes nothing': (bench) => jobOf(bench, { isWrong: true }),
  'import that is not over in time': (bench) => jobOf(bench, { limitMs: 5000 }),
  'import that cannot go on': () => {
    throw tallyAfter(10_000).stopped(batch, new Error('Qualtrics answered 403 to POST /x.'));
  },
  'import whose outcome is unknown': () => {
    throw tallyAfter(10_000).stopped(batch, new OutcomeUnknown('Qualtrics did not complete POST /x.'));
  },
  'import without a report': (bench) => {
    const rows = listRows([{ extRef: 'a' }]);
    const [list] = bench.tenant.mailingLists;
    const target = { directoryId: list?.directoryId ?? '', mailingListId: list?.mailingListId ?? '' };
    return importEverything(
      aClient(bench.sandbox, { clock: jumpingClock() }),
      { target, rows, startedMs: Date.now(), tell: () => undefined },
      () => Promise.reject(new Error('The file "import-report.ndjson" could not be stored.')),
    );
  },
  'import that ran out of time': () => {
    throw timeIsUp(20_001);
  },
};
