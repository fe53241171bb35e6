import { Readable } from 'node:stream';
import { type ObjectStorage, startObjectStorage } from '../../local/elasticio/objectStorage.js';
import * as lookupObject from '../../src/actions/lookupObject.js';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import { withTemporaryFile, withTemporaryFileWhenNeeded } from '../../src/files/temporaryFile.js';
import { DamagedArchive } from '../../src/files/zipArchive.js';
import { readPollingConfig } from '../../src/forms/pollingForm.js';
import { readRawRequest } from '../../src/forms/rawRequestForm.js';
import { rawRequestUrl } from '../../src/forms/rawRequestUrl.js';
import {
  checkbox,
  choice,
  optionalInstant,
  optionalText,
  requiredId,
  requiredText,
  wholeNumber,
} from '../../src/input/fields.js';
import { contacts } from '../../src/objects/contacts/contactType.js';
import { thatCan } from '../../src/objects/objectTypes.js';
import { toDataCenterId } from '../../src/platform/dataCenter.js';
import { silent } from '../../src/platform/logger.js';
import { baseUrlOverride } from '../../src/platform/settings.js';
import { objectStorage, storeFiles } from '../../src/platform/storage.js';
import { finishedExport, startExport } from '../../src/qualtrics/api/responseExports.js';
import { apiPath, nextPageUrl } from '../../src/qualtrics/client/apiUrl.js';
import { patientClock, systemClock } from '../../src/qualtrics/client/options.js';
import * as polling from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { aClient } from './client.js';
import { IMPORT_SITUATIONS } from './importErrors.js';
import { jumpingClock } from './jumpingClock.js';
import { LINK_SITUATIONS } from './linkErrors.js';
import { OBJECT_SITUATIONS } from './objectErrors.js';
import { REQUEST_SITUATIONS } from './requestSituations.js';
import { RESPONSE_SITUATIONS } from './responseSituations.js';
import type { Bench } from './sandbox.js';
import { SEARCH_SITUATIONS } from './searchSituations.js';
import { runStep, type StepRun } from './step.js';
import { withResult } from './withResult.js';

/** An object type that can be looked up and nothing else. */
const { write: _write, poll: _poll, ...lookupOnly } = contacts;

const BASE = 'https://fra1.qualtrics.com';
const FIELD = { key: 'x', label: 'Page Size' };

const damaged = (what: string) => (): never => {
  throw new DamagedArchive(what);
};
const rawUrl = (url: string) => () => rawRequestUrl(BASE, url);

const matching = { objectType: 'contacts', lookupCriteria: 'email', directoryMatchCriteria: 'directoryId' };
const directoryOf = (bench: Bench) => bench.tenant.directories[1]?.options.directoryId;
const lookUp = (bench: Bench, cfg: object = {}, body: object = {}) =>
  runStep(lookupObject, {
    cfg: { ...bench.credential, ...matching, ...cfg },
    body: { lookupCriteriaValue: 'jo@example.com', directory: directoryOf(bench), ...body },
  });
const upsertOf = (bench: Bench, cfg: object = {}, body: object = {}) =>
  runStep(upsertObject, {
    cfg: { ...bench.credential, ...matching, ...cfg },
    body: { lookupCriteriaValue: 'jo@example.com', directory: directoryOf(bench), ...body },
  });
const pollOf = (bench: Bench, cfg: object = {}) =>
  runStep(polling, { cfg: { ...bench.credential, objectType: 'contacts', directoryId: directoryOf(bench), ...cfg } });
const polledWithoutDates = (ids: readonly string[]) => async (bench: Bench) => {
  const elements = ids.map((id) => ({ id }));
  const { errors } = (await withResult({ elements }, () => pollOf(bench))) as StepRun;
  throw errors[0];
};
const exportOf = async (bench: Bench, changes: Partial<Bench['tenant']['exports']>) => {
  Object.assign(bench.tenant.exports, changes);
  bench.tenant.behaviour.exportChecks = 0;
  const client = aClient(bench.sandbox, { clock: jumpingClock(0) });
  const surveyId = bench.tenant.surveys[0]?.id ?? '';
  const { progressId } = await startExport(client, surveyId, { format: 'csv' });
  return finishedExport(client, surveyId, progressId, () => undefined);
};

/** An upload to a storage that answers so. */
async function uploadTo(refusal: ObjectStorage['refusal']): Promise<unknown> {
  const storage = await startObjectStorage();
  storage.refusal = refusal;
  const file = { name: 'responses.csv', contentType: 'text/csv', size: 2, open: () => Readable.from(['ab']) };
  const { url, token } = storage;
  Object.assign(process.env, { ELASTICIO_OBJECT_STORAGE_URI: url, ELASTICIO_OBJECT_STORAGE_TOKEN: token });
  return storeFiles(objectStorage(), [file], silent).finally(() => storage.close());
}

/** Every kind of error that a user can meet, and how to meet it. */
export const SITUATIONS: Readonly<Record<string, (bench: Bench) => unknown>> = {
  'required field left empty': () => requiredText({}, FIELD),
  'object where text belongs': () => optionalText({ x: { a: 1 } }, FIELD),
  'number that has lost its last digits': () => requiredText(JSON.parse('{"x": 12345678901234567890}'), FIELD),
  'value outside of a closed choice': () => choice({ x: 'maybe' }, FIELD, { yes: 'Yes', no: 'No' }),
  'number out of range': () => wholeNumber({ x: '101' }, FIELD, { min: 1, max: 100, fallback: 100 }),
  'setting that is no number': () =>
    wholeNumber(
      { API_RETRY_DELAY: 'soon' },
      { key: 'API_RETRY_DELAY', label: 'API_RETRY_DELAY' },
      { min: 1, fallback: 1 },
    ),
  'checkbox that is neither': () => checkbox({ x: 'maybe' }, FIELD),
  'date that is none': () => optionalInstant({ x: 'tomorrow' }, { key: 'x', label: 'Start Time' }),
  'start after end': () =>
    readPollingConfig({
      objectType: 'contacts',
      directoryId: 'POOL_1',
      startTime: '2026-02-01',
      endTime: '2026-01-01',
    }),
  'data center that is none': () => toDataCenterId('https://example.com'),
  'url to another host': () => rawRequestUrl(BASE, 'https://example.com'),
  'url that is no endpoint': () => rawRequestUrl(BASE, `${BASE}/`),
  'url that names another method': () => readRawRequest(BASE, { url: 'POST /distributions', method: 'GET' }),
  'url that leads up': () => rawRequestUrl(BASE, '../oauth2/token'),
  'id that cannot be one': () => apiPath`/surveys/${'..'}`,
  'id that is a way up': () => requiredId({ x: '..' }, { key: 'x', label: 'Survey ID' }),
  'secret that is no text': () => requiredText({ x: ['s'] }, { key: 'x', label: 'Client Secret', isSecret: true }),
  'next page on another host': () => nextPageUrl(new URL(`${BASE}/API/v3/x`), 'https://example.com/API/v3/x'),
  'field that contacts do not have': () => contacts.write.toInput({ age: 3 }, 'ignore'),
  'embedded data that is no object': () => contacts.write.toInput({ embeddedData: 'a' }, 'ignore'),
  'boolean that is none': () => contacts.write.toInput({ unsubscribed: 'maybe' }, 'ignore'),
  'something that takes too long for somebody who waits': () =>
    patientClock(systemClock, { ms: 25_000, untilMs: 0 }).sleep(1),
  'damaged export': () => {
    throw new DamagedArchive('the checksum (CRC-32) of the file in it is wrong');
  },
  'setting that is no address': () => baseUrlOverride({ QUALTRICS_BASE_URL: 'sandbox' }),
  'embedded data that is too long': () =>
    contacts.write.toInput({ embeddedData: { level: 'x'.repeat(1025) } }, 'ignore'),
  'url that is empty': rawUrl(' '),
  'url with a control character': rawUrl('/who\u0000ami'),
  'url with a backslash': rawUrl('/who\\ami'),
  'url with a fragment': rawUrl('/whoami#x'),
  'body with a GET': (bench) =>
    runStep(makeRawRequest, { cfg: bench.credential, body: { url: 'whoami', method: 'GET', requestBody: { a: 1 } } }),
  'body that was meant to be JSON': (bench) =>
    runStep(makeRawRequest, { cfg: bench.credential, body: { url: 'x', method: 'POST', requestBody: '{"a":1,}' } }),
  'body in a code fence': (bench) =>
    runStep(makeRawRequest, { cfg: bench.credential, body: { url: 'x', method: 'POST', requestBody: '```\n{}\n```' } }),
  'body that is nested too deeply': (bench) => {
    const requestBody = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));
    return runStep(makeRawRequest, { cfg: bench.credential, body: { url: 'x', method: 'POST', requestBody } });
  },
  'nothing found': (bench) => lookUp(bench),
  'several found': (bench) => {
    for (const id of ['CID_1', 'CID_2']) bench.tenant.directories[1]?.create({ id, email: 'jo@example.com' });
    return lookUp(bench);
  },
  'directory name that nobody has': (bench) =>
    lookUp(bench, { directoryMatchCriteria: 'directoryName' }, { directory: 'customers' }),
  'directory name that two have': (bench) => {
    bench.tenant.addDirectory({ name: 'Twin', directoryId: 'POOL_1' });
    bench.tenant.addDirectory({ name: 'Twin', directoryId: 'POOL_2' });
    return lookUp(bench, { directoryMatchCriteria: 'directoryName' }, { directory: 'Twin' });
  },
  'new contact that contradicts its lookup value': (bench) => upsertOf(bench, {}, { email: 'other@example.com' }),
  'new contact that cannot be read back': (bench) => {
    bench.tenant.behaviour.readLagMs = 60_000;
    return upsertOf(bench, { retrieveAfterCreation: true });
  },
  ...OBJECT_SITUATIONS,
  'object type that cannot be written': () => thatCan(lookupOnly, 'write'),
  'object type that cannot be polled': () => thatCan(lookupOnly, 'poll'),
  'sample of an empty directory': (bench) => {
    process.env.ELASTICIO_FLOW_TYPE = 'debug';
    return pollOf(bench, { directoryId: bench.tenant.addDirectory({ name: 'Empty' }).options.directoryId });
  },
  'second with too many contacts': async (bench) => {
    const directory = bench.tenant.addDirectory({ name: 'Crowded' });
    const second = Date.UTC(2026, 0, 1);
    for (let made = 0; made < 10_001; made += 1) directory.create({ creationDate: second, lastModified: second });
    const cfg = { directoryId: directory.options.directoryId, singlePagePerInterval: 'no', emitBehavior: 'emitPage' };
    throw (await pollOf(bench, cfg)).errors[0];
  },
  'contact that is larger than a message': async (bench) => {
    process.env.ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT = '10';
    const directory = bench.tenant.addDirectory({ name: 'Few' });
    directory.create({ id: 'CID_1' });
    throw (await pollOf(bench, { directoryId: directory.options.directoryId })).errors[0];
  },
  'export that failed, with a reason': (bench) => exportOf(bench, { ending: 'failed', failure: 'Too many responses.' }),
  'export that failed, without a reason': (bench) => exportOf(bench, { ending: 'failed' }),
  'export that ended otherwise': (bench) => {
    bench.tenant.behaviour.exportStatus = 'cancelled';
    return exportOf(bench, {});
  },
  'export that takes too long': (bench) => exportOf(bench, { ending: 'never' }),
  'export without a file': (bench) => {
    bench.sandbox.onRequest = () => {
      for (const job of bench.tenant.exports.jobs) Object.assign(job, { fileId: '' });
    };
    return exportOf(bench, {});
  },
  'export that is encrypted': damaged('it is encrypted'),
  'export with too many files': damaged('it holds more than 1000 files'),
  'export whose files overlap': damaged('its files overlap'),
  'export without files': damaged('it is an archive without a file in it'),
  'list that leads back': (bench) =>
    withResult({ elements: [], nextPage: '?skipToken=a' }, () =>
      polling.getDirectories.call(undefined, bench.credential),
    ),
  'contact without a date': polledWithoutDates(['CID_1']),
  'contacts without a date': polledWithoutDates(Array.from({ length: 12 }, (_, at) => `CID_${at + 1}`)),
  ...REQUEST_SITUATIONS,
  ...SEARCH_SITUATIONS,
  ...RESPONSE_SITUATIONS,
  ...IMPORT_SITUATIONS,
  ...LINK_SITUATIONS,
  'no storage': () => {
    delete process.env.ELASTICIO_OBJECT_STORAGE_URI;
    return objectStorage();
  },
  'storage that refuses': () => uploadTo({ status: 403, body: {} }),
  'storage that gives no id': () => uploadTo({ status: 200, body: {} }),
  'disk that is full of an answer': () =>
    withTemporaryFileWhenNeeded(async () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    }, 'for the answer: ask for less at once'),
  'disk that is full': () =>
    withTemporaryFile(async () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    }),
};
