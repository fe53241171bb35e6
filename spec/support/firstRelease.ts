import assert from 'node:assert/strict';
import * as generateDistributionLink from '../../src/actions/generateDistributionLink.js';
import * as getSurveyResponses from '../../src/actions/getSurveyResponses.js';
import * as lookupObject from '../../src/actions/lookupObject.js';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import * as polling from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { verifyCredentials } from '../../src/verifyCredentials.js';
import type { Bench } from './sandbox.js';
import { runStep, type StepRun } from './step.js';

type Values = Record<string, unknown>;

/** What a flow of the first release does: nothing here knows a field that came later. */
export type Scenario = (bench: Bench) => Promise<unknown[]>;

const DIRECTORY = 'POOL_firstRelease00';
const MATCHING = { objectType: 'contacts', directoryMatchCriteria: 'directoryId', lookupCriteria: 'email' };
const JO = { id: 'CID_jo0000000000000', email: 'jo@example.com', phone: '+1 555 0100', extRef: 'C-1', firstName: 'Jo' };

/** A directory with one contact of a year ago. */
function prepared(bench: Bench): ReturnType<Bench['tenant']['addDirectory']> {
  const directory = bench.tenant.addDirectory({ name: 'First', directoryId: DIRECTORY });
  const then = Date.now() - 365 * 24 * 60 * 60_000;
  directory.create({ ...JO, embeddedData: { level: 'low', region: 'north' }, creationDate: then, lastModified: then });
  return directory;
}

/** Runs a step for messages, one after the other. */
function messages(module: Parameters<typeof runStep>[0], cfg: Values, bodies: readonly Values[]): Scenario {
  return async (bench) => {
    prepared(bench);
    const runs: StepRun[] = [];
    for (const body of bodies) runs.push(await runStep(module, { cfg: { ...bench.credential, ...cfg }, body }));
    return runs.flatMap(({ data }) => data);
  };
}

const upserts = (cfg: Values, ...bodies: Values[]): Scenario =>
  messages(
    upsertObject,
    { ...MATCHING, ...cfg },
    bodies.map((body) => ({ directory: DIRECTORY, ...body })),
  );
const lookups = (cfg: Values, ...bodies: Values[]): Scenario =>
  messages(
    lookupObject,
    { ...MATCHING, ...cfg },
    bodies.map((body) => ({ directory: DIRECTORY, ...body })),
  );
const onSurvey =
  (run: (bench: Bench, surveyId: string) => Promise<StepRun>): Scenario =>
  async (bench) => {
    const surveyId = bench.tenant.surveys[0]?.id ?? assert.fail();
    return (await run(bench, surveyId)).data;
  };
const polls =
  (cfg: Values, rounds: number): Scenario =>
  async (bench) => {
    const directory = prepared(bench);
    const start = Date.now() - 30 * 24 * 60 * 60_000;
    for (let made = 0; made < 30; made += 1) {
      const timeMs = start + made * 1000;
      directory.create({ id: `CID_polled${made}`, creationDate: timeMs, lastModified: timeMs });
    }
    const data: unknown[] = [];
    let snapshot: unknown = {};
    for (let round = 0; round < rounds; round += 1) {
      const config = { ...bench.credential, objectType: 'contacts', directoryId: DIRECTORY, ...cfg };
      const run = await runStep(polling, { cfg: config, snapshot });
      snapshot = run.snapshots.at(-1) ?? snapshot;
      data.push(run.data.length);
    }
    return data;
  };

/** The same, but for one field of what is emitted. */
const without =
  (field: string, scenario: Scenario): Scenario =>
  async (bench) =>
    (await scenario(bench)).map((body) => ({ ...(body as Values), [field]: undefined }));

const key = (lookupCriteriaValue: string, fields: Values = {}): Values => ({ lookupCriteriaValue, ...fields });

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'verifies the credential': async (bench) => [await verifyCredentials.call(undefined, { ...bench.credential })],
  'creates a contact by email': upserts(
    {},
    key('new@example.com', { firstName: 'New', embeddedData: { a: 1, b: '' } }),
  ),
  'creates a contact by phone': upserts({ lookupCriteria: 'phone' }, key('+1 555 0199', { unsubscribed: false })),
  'creates a contact by reference': upserts({ lookupCriteria: 'extRef' }, key('C-2', { email: 'new@example.com' })),
  'creates a contact and reads it back': upserts({ retrieveAfterCreation: true }, key('new@example.com')),
  'creates a contact for an unknown id, then updates it': upserts(
    { lookupCriteria: 'contactId' },
    key('CID_unknown', { firstName: 'a' }),
    key('CID_unknown', { firstName: 'b' }),
  ),
  'creates contacts without a lookup value': upserts({}, { email: 'a@example.com' }, { firstName: 'b' }),
  'updates a contact by email, in another case': upserts({}, key('JO@example.com', { lastName: 'Doe' })),
  'updates a contact by phone and by reference': async (bench) => {
    const first = await upserts({ lookupCriteria: 'phone' }, key(JO.phone, { lastName: 'Doe' }))(bench);
    const cfg = { ...bench.credential, ...MATCHING, lookupCriteria: 'extRef' };
    const body = { directory: DIRECTORY, ...key(JO.extRef, { language: 'EN' }) };
    return [...first, ...(await runStep(upsertObject, { cfg, body })).data];
  },
  'updates a contact by id': upserts({ lookupCriteria: 'contactId' }, key(JO.id, { lastName: 'Doe' })),
  'keeps embedded data that is not sent': upserts({}, key(JO.email, { embeddedData: { level: 'high', vip: true } })),
  'writes nothing when all that comes is empty': upserts({}, key(JO.email, { firstName: '', lastName: null })),
  'creates and updates a contact that search does not show yet': async (bench) => {
    bench.tenant.behaviour.indexLagMs = 60_000;
    return upserts({}, key('new@example.com'), key('new@example.com', { firstName: 'New' }))(bench);
  },
  'changes the key of a contact, then finds it by the new one': upserts(
    {},
    key(JO.email, { email: 'new@example.com' }),
    key('new@example.com', { firstName: 'New' }),
  ),
  'updates a contact twice': upserts({}, key(JO.email, { lastName: 'a' }), key(JO.email, { lastName: 'b' })),
  'names a directory': messages(upsertObject, { ...MATCHING, directoryMatchCriteria: 'directoryName' }, [
    { directory: 'First', ...key('a@example.com') },
    { directory: 'First', ...key('b@example.com') },
  ]),
  'finds a contact that was created though the answer was lost': async (bench) => {
    bench.sandbox.faults.add({ match: /^POST .*\/contacts$/, fault: { kind: 'drop', when: 'after' } });
    return upserts({}, key('new@example.com', { firstName: 'New' }))(bench);
  },
  'looks a contact up by each field': async (bench) => {
    const found = await lookups({}, key(JO.email))(bench);
    for (const lookupCriteria of ['phone', 'extRef', 'contactId'] as const) {
      const value = lookupCriteria === 'contactId' ? JO.id : JO[lookupCriteria];
      const cfg = { ...bench.credential, ...MATCHING, lookupCriteria };
      const run = await runStep(lookupObject, { cfg, body: { directory: DIRECTORY, lookupCriteriaValue: value } });
      found.push(...run.data);
    }
    return found;
  },
  'looks for what nobody has': lookups({ allowZeroResults: 'true' }, key('nobody@example.com')),
  'looks for nothing': lookups({ allowCriteriaToBeOmitted: 'on' }, {}),
  'meets several': async (bench) => {
    const run = lookups({}, key('twin@example.com'))(Object.create(bench) as Bench);
    for (const id of ['CID_twin1', 'CID_twin2']) {
      bench.tenant.directories.at(-1)?.create({ id, email: 'twin@example.com' });
    }
    return [await run.catch((error: Error) => error.message)];
  },
  // The answer's headers came with 1.1.0.
  'asks for what it is told': without(
    'headers',
    messages(makeRawRequest, {}, [
      { url: '/whoami', method: 'GET' },
      { url: `directories/${DIRECTORY}/contacts?pageSize=1`, method: 'GET' },
      { url: `/directories/${DIRECTORY}/contacts`, method: 'POST', requestBody: { firstName: 'Raw' } },
      { url: `/directories/${DIRECTORY}/contacts/${JO.id}`, method: 'DELETE' },
    ]),
  ),
  'generates links': onSurvey((bench, surveyId) => {
    const mailingListId = bench.tenant.mailingLists[0]?.mailingListId;
    const body = { surveyId, linkType: 'Individual', description: 'Spring', mailingListId };
    return runStep(generateDistributionLink, { cfg: { ...bench.credential }, body });
  }),
  // The demo's survey has more responses now.
  'exports responses': without(
    'size',
    onSurvey((bench, surveyId) =>
      runStep(getSurveyResponses, {
        cfg: { ...bench.credential, allowFilterToBeOmitted: true },
        body: { surveyId, fileFormat: 'csv' },
      }),
    ),
  ),
  'polls contacts one by one, then nothing new': polls({ singlePagePerInterval: 'no' }, 2),
  'polls pages, one at a time': polls({ emitBehavior: 'emitPage', pageSize: '100' }, 2),
  'polls contacts by their creation': polls({ pollConfig: 'created', startTime: '2020-01-01T00:00:00Z' }, 2),
  'lists directories to choose from': async (bench) => {
    prepared(bench);
    return Object.values(await polling.getDirectories.call(undefined, { ...bench.credential }));
  },
};

/** Requests and emitted bodies as texts that are the same in each run. */
export function withoutChance(value: unknown): string {
  const names = new Map<string, string>();
  const named = (prefix: string, id: string): string => {
    if (!names.has(id)) names.set(id, `${prefix}${names.size + 1}`);
    return names.get(id) ?? id;
  };
  return JSON.stringify(value)
    .replace(/objects\/[0-9a-f-]{36}/g, 'objects/FILE')
    .replace(/\b(CID_|SV_|CG_|CGC_|EMD_|ES_|UR_|POOL_)(?!jo0|first|polled|twin|unknown)([A-Za-z0-9]+)/g, (id, prefix) =>
      named(prefix, id),
    )
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}(-def)?/g, (id) => named('uuid', id))
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'TIME')
    .replace(/\b1[67]\d{11}\b/g, '0')
    .replace(/export-responses\/[^/"]+\/file/g, 'export-responses/FILE/file')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:1');
}
