import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { startObjectStorage } from '../../local/elasticio/objectStorage.js';
import { demoTenant } from '../../local/sandbox/brand/demoTenant.js';
import * as generateDistributionLink from '../../src/actions/generateDistributionLink.js';
import * as getSurveyResponses from '../../src/actions/getSurveyResponses.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import * as polling from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { useSandbox } from '../support/sandbox.js';
import { runStep } from '../support/step.js';

interface Operation {
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly responses: Record<string, { readonly $ref?: string }>;
}

/** The parts of an answer that these specs look at. */
interface Answer {
  readonly result: { readonly id: string; readonly progressId: string; readonly skipToken: string };
  readonly meta: { readonly error: { readonly errorCode: string } };
}

const description = parse(readFileSync(resolve(__dirname, '../../local/sandbox/openapi.yaml'), 'utf8'));
const ajv = new Ajv({ strict: false, formats: { int64: true, 'date-time': true } });
ajv.addSchema(description, 'api');

/** A schema of the description by the path to it, each part a key. */
function validator(...parts: string[]): ValidateFunction {
  const pointer = parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).map(encodeURIComponent);
  return ajv.compile({ $ref: `api#/${pointer.join('/')}` });
}

describe('The sandbox', () => {
  const bench = useSandbox();

  /** Sends a request and checks it and its answer against the description. */
  async function call(
    path: string,
    operation: string,
    url: string,
    init: { body?: unknown; token?: string | null } = {},
  ) {
    const [method = '', described = ''] = operation.split(' ');
    const operationObject = description.paths[described][method] as Operation;
    const headers: Record<string, string> = { 'x-api-token': bench.tenant.apiToken };
    if (init.token === null) delete headers['x-api-token'];
    if (init.body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(`${bench.sandbox.url}${path}${url}`, {
      method: method.toUpperCase(),
      headers,
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    });
    const body = (await answer.json()) as Answer;
    const { $ref } = operationObject.responses[String(answer.status)] ?? operationObject.responses.default ?? {};
    const at = $ref ? $ref.slice(2).split('/') : ['paths', described, method, 'responses', String(answer.status)];
    const fits = validator(...at, 'content', 'application/json', 'schema');
    assert.ok(fits(body), `${operation}: ${ajv.errorsText(fits.errors)}`);
    if (answer.status < 300 && init.body !== undefined) {
      const requestFits = validator('paths', described, method, 'requestBody', 'content', 'application/json', 'schema');
      assert.ok(requestFits(init.body), ajv.errorsText(requestFits.errors));
    }
    return { status: answer.status, body };
  }
  const api = (operation: string, url: string, init = {}) => call('/API/v3', operation, url, init);

  it('answers every described request as described', async () => {
    const { directories, surveys, mailingLists } = bench.tenant;
    const directory = directories[0];
    const inDirectory = `/directories/${directory?.options.directoryId}`;
    const surveyId = surveys[0]?.id;
    await api('get /whoami', '/whoami');
    await api('get /directories', '/directories');
    await api('get /directories/{directoryId}/mailinglists', `${inDirectory}/mailinglists`);
    await api('get /directories/{directoryId}/contacts', `${inDirectory}/contacts?pageSize=3`);
    const body = { firstName: 'Jo', unsubscribed: false, embeddedData: { visits: 3, vip: true } };
    const created = await api('post /directories/{directoryId}/contacts', `${inDirectory}/contacts`, { body });
    const contact = `${inDirectory}/contacts/${created.body.result.id}`;
    await api('get /directories/{directoryId}/contacts/{contactId}', contact);
    await api('put /directories/{directoryId}/contacts/{contactId}', contact, { body: { phone: '2' } });
    await api('delete /directories/{directoryId}/contacts/{contactId}', contact);
    assert.equal((await api('delete /directories/{directoryId}/contacts/{contactId}', contact)).status, 404);
    const filter = { filterType: 'lastModified', comparison: 'gte', value: '2020-01-01 00:00:00' };
    const search = 'post /directories/{directoryId}/contacts/search';
    const found = await api(search, `${inDirectory}/contacts/search?includeEmbedded=true`, { body: { filter } });
    assert.equal(found.body.result.skipToken, 'MTAw');
    await api('get /surveys', '/surveys');
    const exports = `/surveys/${surveyId}/export-responses`;
    const started = await api('post /surveys/{surveyId}/export-responses', exports, { body: { format: 'csv' } });
    const progress = `${exports}/${started.body.result.progressId}`;
    for (let checks = 0; checks < 3; checks += 1) await api('get /surveys/{surveyId}/export-responses/{id}', progress);
    const distribution = {
      surveyId,
      linkType: 'Individual',
      description: 'd',
      action: 'CreateDistribution',
      expirationDate: '2030-09-13T06:00:00Z',
      mailingListId: mailingLists[0]?.mailingListId,
    };
    await api('post /distributions', '/distributions', { body: distribution });
  });

  it('refuses what the vendor refuses, in the vendor’s words', async () => {
    const directory = bench.tenant.directories[0];
    const contacts = `/directories/${directory?.options.directoryId}/contacts`;
    const search = 'post /directories/{directoryId}/contacts/search';
    const codeOf = async (operation: string, url: string, init: object) => {
      const { status, body } = await api(operation, url, init);
      return [status, body.meta.error.errorCode];
    };
    assert.deepEqual(await codeOf('get /whoami', '/whoami', { token: null }), [400, 'ATP_2']);
    const create = 'post /directories/{directoryId}/contacts';
    assert.deepEqual(await codeOf(create, contacts, { body: { name: 'Jo' } }), [400, 'RP_9']);
    assert.deepEqual(await codeOf(create, contacts, { body: { embeddedData: { a: {} } } }), [400, 'RP_9']);
    const one = { filterType: 'email', comparison: 'eq', value: 'a' };
    for (const filter of [
      { ...one, comparison: 'like' },
      { ...one, filterType: 'age' },
      { ...one, filterType: 'lastModified', comparison: 'gte', value: '2020-01-01T00:00:00Z' },
      { conjunction: 'and', filters: [one] },
      { conjunction: 'or', filters: [one, one] },
    ]) {
      assert.deepEqual(await codeOf(search, `${contacts}/search`, { body: { filter } }), [400, 'RP_9']);
    }
    const deep = `${contacts}/search?pageSize=100&skipToken=${Buffer.from('9901').toString('base64')}`;
    assert.deepEqual(await codeOf(search, deep, { body: { filter: one } }), [400, 'BRE_0.5']);
    assert.deepEqual(await codeOf(search, `${contacts}/search?pageSize=101`, { body: { filter: one } }), [400, 'RP_9']);
  });

  it('is sent by the component only what is described', async () => {
    const { directories, surveys, mailingLists } = bench.tenant;
    const directory = directories[0]?.options.directoryId;
    const surveyId = surveys[0]?.id;
    const cfg = {
      ...bench.credential,
      objectType: 'contacts',
      lookupCriteria: 'email',
      directoryMatchCriteria: 'directoryId',
    };
    const body = { lookupCriteriaValue: 'jo@example.com', directory, embeddedData: { visits: 3 }, unsubscribed: true };
    await runStep(upsertObject, { cfg, body });
    await runStep(upsertObject, { cfg, body });
    await runStep(polling, {
      cfg: { ...cfg, directoryId: directory, singlePagePerInterval: 'no', endTime: '2999-01-01' },
    });
    const link = { surveyId, linkType: 'Multiple', description: 'd', expirationDate: '2030-01-01' };
    await runStep(generateDistributionLink, { cfg, body: { ...link, mailingListId: mailingLists[0]?.mailingListId } });
    const exporting = { cfg: { ...cfg, allowFilterToBeOmitted: true }, body: { fileFormat: 'csv', surveyId } };
    process.env.API_REQUEST_TIMEOUT = '50';
    const storage = await startObjectStorage();
    process.env.ELASTICIO_OBJECT_STORAGE_URI = storage.url;
    process.env.ELASTICIO_OBJECT_STORAGE_TOKEN = storage.token;
    await runStep(getSurveyResponses, exporting).finally(() => storage.close());

    let checked = 0;
    for (const { method, path, body: sent } of bench.sandbox.requests) {
      const described = Object.keys(description.paths).find((template) =>
        new RegExp(`^(/API/v3)?${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
      );
      assert.ok(described && description.paths[described][method.toLowerCase()], `${method} ${path}`);
      if (sent === undefined || path === '/oauth2/token') continue;
      const fits = validator(
        'paths',
        described,
        method.toLowerCase(),
        'requestBody',
        'content',
        'application/json',
        'schema',
      );
      assert.ok(fits(sent), `${method} ${path}: ${ajv.errorsText(fits.errors)}`);
      checked += 1;
    }
    assert.ok(checked >= 7, `${checked} bodies`);
  });

  it('accepts every form of the token request seen in public code', async () => {
    const { clientId, clientSecret } = bench.tenant;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const form = new FormData();
    form.set('grant_type', 'client_credentials');
    const forms: [string, RequestInit][] = [
      ['', { headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials' }) }],
      [
        '?scope=read:users',
        { headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials' }) },
      ],
      ['', { headers: { authorization }, body: form }],
      [
        '',
        {
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: clientId,
            client_secret: clientSecret,
            scope: 'read:users manage:directories',
          }),
        },
      ],
    ];
    const fits = validator('components', 'schemas', 'Token');
    for (const [query, init] of forms) {
      const answer = await fetch(`${bench.sandbox.url}/oauth2/token${query}`, { method: 'POST', ...init });
      const token = await answer.json();
      assert.ok(answer.status === 200 && fits(token), JSON.stringify(token));
    }
  });

  describe('by its own routes', () => {
    const control = async (method: string, path: string, body?: object) => {
      const answer = await fetch(`${bench.sandbox.url}/sandbox${path}`, {
        method,
        ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
      });
      return { status: answer.status, said: (await answer.json()) as { faults: unknown[]; behaviour: object } };
    };

    it('plans faults, tells which are still to come, and forgets them', async () => {
      const fault = { kind: 'status', status: 429, when: 'before', retryAfter: '5' };
      const planned = await control('POST', '/faults', { match: 'whoami', fault, times: 2 });
      assert.deepEqual(planned.said.faults, [{ match: 'whoami', fault, left: 2 }]);
      assert.equal((await fetch(`${bench.sandbox.url}/API/v3/whoami`)).status, 400, 'no token is told first');
      const headers = { 'x-api-token': bench.tenant.apiToken };
      const answer = await fetch(`${bench.sandbox.url}/API/v3/whoami`, { headers });
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '5']);
      assert.deepEqual((await control('GET', '')).said.faults, [{ match: 'whoami', fault, left: 1 }]);
      assert.deepEqual((await control('DELETE', '/faults')).said.faults, []);
    });

    it('changes its behaviour, and says what it was asked', async () => {
      await control('PATCH', '/behaviour', { indexLagMs: 30_000, loosePhones: true });
      assert.equal(bench.tenant.behaviour.indexLagMs, 30_000);
      await fetch(`${bench.sandbox.url}/API/v3/whoami`, { headers: { 'x-api-token': bench.tenant.apiToken } });
      const { said } = await control('GET', '/requests');
      assert.deepEqual(said, [{ method: 'GET', url: '/API/v3/whoami', status: 200 }]);
    });

    for (const [method, path, body] of [
      ['POST', '/faults', { match: 'x' }],
      ['POST', '/faults', { match: 'x', fault: { kind: 'status' } }],
      ['POST', '/faults', { match: 'x', fault: { kind: 'fire' } }],
      ['POST', '/faults', { match: '(', fault: { kind: 'stall' } }],
      ['PATCH', '/behaviour', { indexLagMs: -1 }],
    ] as const) {
      it(`refuses ${JSON.stringify(body)}`, async () => {
        const before = structuredClone(bench.tenant.behaviour);
        assert.equal((await control(method, path, body)).status, 400);
        assert.deepEqual([bench.sandbox.faults.planned(), bench.tenant.behaviour], [[], before]);
      });
    }
  });

  it('makes the same brand from the same seed', async () => {
    const now = () => Date.UTC(2026, 0, 1);
    const contactsOf = (seed: number) => [...(demoTenant({ seed, now }).directories[0]?.contacts.values() ?? [])];
    assert.deepEqual(contactsOf(3), contactsOf(3));
    assert.notDeepEqual(contactsOf(3), contactsOf(4));
  });
});
