import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkbox, choice, optionalInstant, optionalText, requiredText, wholeNumber } from '../src/input/fields.js';
import { contacts } from '../src/objects/contacts.js';
import { apiPath, nextPageUrl, rawRequestUrl } from '../src/qualtrics/apiUrl.js';
import { toDataCenterId } from '../src/qualtrics/dataCenter.js';
import { type ErrorFacts, QualtricsError } from '../src/qualtrics/errors.js';
import { DamagedArchive } from '../src/qualtrics/exportArchive.js';
import { readPollingConfig } from '../src/triggers/polling/config.js';

const TABLE = resolve(__dirname, 'snapshots/errors.md');
const BASE = 'https://fra1.qualtrics.com';
const FIELD = { key: 'x', label: 'Page Size' };

const facts = (more: Partial<ErrorFacts>) => (): never => {
  throw new QualtricsError({ method: 'GET', path: '/whoami', ...more });
};
const search = { method: 'POST', path: '/directories/POOL_1/contacts/search' };
const said = { errorMessage: 'What Qualtrics says.', requestId: 'request-1' };

/** Every kind of error that a user can meet, and how to meet it. */
const SITUATIONS: Readonly<Record<string, () => unknown>> = {
  'required field left empty': () => requiredText({}, FIELD),
  'object where text belongs': () => optionalText({ x: { a: 1 } }, FIELD),
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
  'url that leads up': () => rawRequestUrl(BASE, '../oauth2/token'),
  'id that cannot be one': () => apiPath`/surveys/${'..'}`,
  'next page on another host': () => nextPageUrl(new URL(`${BASE}/API/v3/x`), 'https://example.com/API/v3/x'),
  'field that contacts do not have': () => contacts.writing?.toInput({ age: 3 }),
  'embedded data that is no object': () => contacts.writing?.toInput({ embeddedData: 'a' }),
  'boolean that is none': () => contacts.writing?.toInput({ unsubscribed: 'maybe' }),
  'wrong client or secret': facts({ method: 'POST', path: '/oauth2/token', status: 401, errorCode: 'invalid_client' }),
  'client without the grant': facts({
    method: 'POST',
    path: '/oauth2/token',
    status: 400,
    errorCode: 'unauthorized_client',
  }),
  'client without a scope': facts({ method: 'POST', path: '/oauth2/token', status: 400, errorCode: 'invalid_scope' }),
  'unknown token': facts({ status: 401, ...said }),
  'wrong data center': facts({ status: 401, errorCode: 'DCD_7', errorMessage: 'Unrecognized X-API-TOKEN.' }),
  'missing scope': facts({ status: 403, scope: 'read:users', ...said }),
  'directory that is refused': facts({
    ...search,
    status: 403,
    scope: 'read:directory_contacts or manage:directory_contacts',
    ...said,
  }),
  'directory that is unknown': facts({ ...search, status: 404, ...said }),
  'thing that is unknown': facts({ status: 404, ...said }),
  'search too deep': facts({ ...search, status: 400, errorCode: 'BRE_0.5', ...said }),
  'request that is refused': facts({ status: 400, errorCode: 'RP_9', ...said }),
  'inactive survey': facts({
    method: 'POST',
    path: '/distributions',
    status: 400,
    errorMessage: 'The survey is not active.',
  }),
  'rate limit used up': facts({ status: 429, tries: 9, tookMs: 80_000 }),
  'Qualtrics out of order': facts({ status: 503, tries: 3, tookMs: 20_300, ...said }),
  'gateway with a page': facts({ status: 502, isHtml: true }),
  'no answer in time': facts({ failure: 'no answer within 15 s', tries: 3, tookMs: 65_000 }),
  'create with an open end': facts({
    method: 'POST',
    path: '/distributions',
    failure: 'the connection was lost (ECONNRESET)',
    outcomeUnknown: true,
  }),
  'answer that is none': facts({ status: 200, failure: 'the answer is not JSON', isHtml: true }),
  'damaged export': () => {
    throw new DamagedArchive('the checksum (CRC-32) of the file in it is wrong');
  },
};

function messageOf(fail: () => unknown): string {
  try {
    fail();
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail('It was to fail, but did not.');
}

describe('Error messages', () => {
  const rows = Object.entries(SITUATIONS).map(([situation, fail]) => [situation, messageOf(fail)] as const);

  it('are those that were reviewed (UPDATE_SNAPSHOTS=1 writes them anew)', () => {
    const lines = rows.map(([situation, message]) => `| ${situation} | ${message.replaceAll('|', '\\|')} |`);
    const table = `| when | what a person reads |\n|---|---|\n${lines.join('\n')}\n`;
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(TABLE, table);
    assert.equal(readFileSync(TABLE, 'utf8'), table);
  });

  for (const [situation, message] of rows) {
    it(`${situation}: one line that ends like a sentence`, () => {
      assert.match(message, /^["A-Z][^\n]*\.$/u);
      assert.doesNotMatch(message, /undefined|null|\[object|\s{2}/);
    });
  }
});
