import assert from 'node:assert/strict';
import { useSandbox } from '../support/sandbox.js';

/** A client that reads the export's text itself: `compress: false`, one column choice or another, every text format. */
describe('A client that asks for exports that are not compressed', () => {
  const bench = useSandbox();
  const survey = () => bench.tenant.surveys.find(({ isActive }) => isActive) ?? assert.fail();
  const headers = () => ({ 'X-API-TOKEN': bench.tenant.apiToken, 'Content-Type': 'application/json' });
  const path = () => `${bench.sandbox.url}/API/v3/surveys/${survey().id}/export-responses/`;

  async function exported(options: object): Promise<{ type: string; text: string }> {
    const body = JSON.stringify({ compress: false, ...options });
    const started = await fetch(path(), { method: 'POST', headers: headers(), body });
    let { result } = (await started.json()) as { result: { progressId: string; status: string; fileId?: string } };
    const { progressId } = result;
    while (result.status === 'inProgress') {
      ({ result } = (await (await fetch(`${path()}${progressId}`, { headers: headers() })).json()) as typeof started & {
        result: typeof result;
      });
    }
    assert.equal(result.status, 'complete');
    const file = await fetch(`${path()}${result.fileId}/file`, { headers: headers() });
    assert.equal(file.status, 200);
    return { type: file.headers.get('content-type') ?? '', text: await file.text() };
  }

  it('gets a CSV with three header rows, the choices by their labels', async () => {
    const { type, text } = await exported({ format: 'csv', useLabels: true });
    assert.match(type, /csv/);
    const [names = '', , ids = ''] = text.split('\r\n');
    assert.match(names, /^StartDate,EndDate,Status,/);
    assert.match(ids, /ImportId/);
  });

  it('gets as many responses as it asked for', async () => {
    const { text } = await exported({ format: 'ndjson', limit: 5 });
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { responseId: string });
    assert.equal(new Set(rows.map(({ responseId }) => responseId)).size, 5);
  });

  it('gets JSON', async () => {
    const { type, text } = await exported({ format: 'json' });
    const { responses } = JSON.parse(text) as { responses: unknown[] };
    assert.deepEqual([type, responses.length], ['application/json', survey().responses.counts().kept]);
  });

  for (const format of ['tsv', 'xml']) {
    it(`gets ${format.toUpperCase()}`, async () => {
      assert.ok((await exported({ format })).text.length > 1000);
    });
  }
});
