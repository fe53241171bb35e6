import assert from 'node:assert/strict';
import * as getSurveyResponses from '../../src/actions/getSurveyResponses.js';
import { fileIn, useExports } from '../support/exports.js';
import { messageOf } from '../support/step.js';

describe('What a message says of an export', () => {
  const { bench, get, storedText } = useExports();
  const started = () =>
    bench.sandbox.requests.find(({ method, path }) => method === 'POST' && /export/.test(path))?.body;
  const rowsOf = async (body: Record<string, unknown>): Promise<string[]> =>
    storedText(fileIn(await get(body)).attachmentUrl)
      .trim()
      .split('\n');

  it('is asked for as in the first release when it says nothing new', async () => {
    await get();
    assert.equal(JSON.stringify(started()), '{"format":"csv"}');
    const filterId = bench.tenant.surveys[0]?.filters[0]?.filterId;
    bench.sandbox.requests.length = 0;
    const blank = { startDate: '', endDate: null, timeZone: ' ', useLabels: '', limit: '', questionIds: ' , ' };
    await get({ filterId, fileFormat: 'json', ...blank });
    assert.equal(JSON.stringify(started()), `{"format":"json","filterId":"${filterId}"}`);
  });

  it('goes to Qualtrics as it wants it', async () => {
    const metadata = 'recordedDate, _recordId';
    await get({
      startDate: '2025-01-01T00:00:00.7+01:00',
      endDate: '2030-01-01T00:00:00.2Z',
      timeZone: 'Europe/Berlin',
      useLabels: 'true',
      limit: '5',
      questionIds: 'QID1,QID2',
      embeddedDataIds: 'level',
      surveyMetadataIds: metadata,
    });
    assert.deepEqual(started(), {
      format: 'csv',
      startDate: '2024-12-31T23:00:00Z',
      endDate: '2030-01-01T00:00:01Z',
      timeZone: 'Europe/Berlin',
      useLabels: true,
      limit: 5,
      questionIds: ['QID1', 'QID2'],
      embeddedDataIds: ['level'],
      surveyMetadataIds: ['recordedDate', '_recordId'],
    });
  });

  it('takes effect: so many responses, of so much time', async () => {
    const all = await rowsOf({ fileFormat: 'ndjson' });
    assert.equal((await rowsOf({ fileFormat: 'ndjson', limit: 3 })).length, 3);
    const dates = all.map((row) => String(JSON.parse(row).values.recordedDate)).sort();
    const middle = dates[Math.floor(dates.length / 2)] ?? '';
    const later = await rowsOf({ fileFormat: 'ndjson', startDate: middle });
    const earlier = await rowsOf({ fileFormat: 'ndjson', endDate: middle });
    assert.ok(later.length < all.length && earlier.length < all.length);
    assert.ok(later.length + earlier.length >= all.length, 'nothing between them is left out');
  });

  it('goes together with a saved filter', async () => {
    const filterId = bench.tenant.surveys[0]?.filters[0]?.filterId;
    assert.equal((await rowsOf({ fileFormat: 'ndjson', filterId, limit: 1, startDate: '2000-01-01' })).length, 1);
  });

  it('may say that labels are not wanted, whatever the format', async () => {
    await get({ fileFormat: 'json', useLabels: false });
    assert.deepEqual(started(), { format: 'json' });
    bench.sandbox.requests.length = 0;
    await get({ fileFormat: 'csv', useLabels: false });
    assert.deepEqual(started(), { format: 'csv', useLabels: false });
  });

  const refused: [Record<string, unknown>, string][] = [
    [
      { fileFormat: 'json', useLabels: true },
      '"Use Labels" cannot be used with the "File Format" "json": leave it empty, or choose another format.',
    ],
    [
      { fileFormat: 'ndjson', timeZone: 'Europe/Berlin' },
      '"Time Zone" cannot be used with the "File Format" "ndjson": leave it empty, or choose another format.',
    ],
    [{ timeZone: 'Berlin' }, '"Time Zone" must be the name of a time zone like "Europe/Berlin", but it is "Berlin".'],
    [{ useLabels: 'maybe' }, '"Use Labels" must be true or false, but it is "maybe".'],
    [{ limit: 'all' }, '"Limit" must be a whole number of at least 0, but it is "all".'],
    [{ limit: -1 }, '"Limit" must be a whole number of at least 0, but it is "-1".'],
    [{ questionIds: { a: 1 } }, '"Question IDs" must be text, but it is "{"a":1}".'],
    [
      { startDate: 'yesterday' },
      '"Start Date" must be a date and time like "2026-01-31T13:00:00Z" (ISO 8601), but it is "yesterday".',
    ],
    [
      { startDate: '2026-02-01', endDate: '2026-01-01' },
      '"Start Date" must not be after "End Date", but "2026-02-01" is after "2026-01-01".',
    ],
  ];
  for (const [body, message] of refused) {
    it(`is refused before any request: ${JSON.stringify(body)}`, async () => {
      assert.equal(await messageOf(get(body)), message);
      assert.equal(bench.sandbox.requests.length, 0);
    });
  }

  it('is offered with its type, all of it optional', async () => {
    const { in: schema } = await getSurveyResponses.getMetaModel({ allowFilterToBeOmitted: true });
    const fields = Object.entries(schema?.properties ?? {}) as [string, { type: string; required: boolean }][];
    assert.deepEqual(
      fields.map(([name, { type, required }]) => `${name} ${type}${required ? ' required' : ''}`),
      [
        'fileFormat string required',
        'surveyId string required',
        'filterId string',
        'startDate string',
        'endDate string',
        'timeZone string',
        'useLabels boolean',
        'limit number',
        'questionIds string',
        'embeddedDataIds string',
        'surveyMetadataIds string',
      ],
    );
  });
});
