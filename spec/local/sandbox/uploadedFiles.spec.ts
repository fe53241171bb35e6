import assert from 'node:assert/strict';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

describe('Files that were uploaded to the sandbox with a response', () => {
  const bench = useSandbox();
  const survey = () => bench.tenant.surveys[1] ?? assert.fail();
  const responses = () => `/surveys/${survey().id}/responses`;
  const headers = () => ({ 'x-api-token': bench.tenant.apiToken });

  async function upload(parts: Readonly<Record<string, string | Blob>>) {
    const body = new FormData();
    for (const [name, part] of Object.entries(parts)) {
      if (typeof part === 'string') body.append(name, part);
      else body.append(name, part, 'notes.pdf');
    }
    const answer = await fetch(`${bench.sandbox.url}/API/v3${responses()}`, {
      method: 'POST',
      headers: headers(),
      body,
    });
    return { status: answer.status, ...((await answer.json()) as { result?: { responseId: string } }) };
  }

  const download = (responseId: string, fileId: unknown) =>
    fetch(`${bench.sandbox.url}/API/v3${responses()}/${responseId}/uploaded-files/${fileId}`, { headers: headers() });

  beforeEach(() => {
    bench.tenant.behaviour.responseLagMs = 0;
  });

  it('are there with responses from the beginning, too', async () => {
    const rows = [...survey().responses.rows({ sortBy: 'recordedDate', asOf: bench.tenant.now() })];
    const { responseId, values } = rows.find((row) => row.values.QID9_FILE_ID !== undefined) ?? assert.fail();
    const file = await download(responseId, values.QID9_FILE_ID);
    const { byteLength } = await file.arrayBuffer();
    assert.deepEqual([file.headers.get('content-type'), byteLength], [values.QID9_FILE_TYPE, values.QID9_FILE_SIZE]);
    assert.equal((await download(responseId, 'F_none')).status, 404);
  });

  it('come back as they were sent, and are gone when they are deleted', async () => {
    const bytes = Buffer.from('%PDF-1.7 not quite');
    const { status, result } = await upload({
      response: JSON.stringify({ values: { QID1: 7 } }),
      fileMapping: JSON.stringify({ file1: 'QID9' }),
      file1: new Blob([bytes], { type: 'application/pdf' }),
    });
    assert.equal(status, 200);
    const responseId = result?.responseId ?? '';
    const get = async () =>
      (await ask<{ values: Record<string, unknown> }>(bench, `GET ${responses()}/${responseId}`)).result.values;
    const { QID1, QID9_FILE_ID, QID9_FILE_NAME, QID9_FILE_SIZE, QID9_FILE_TYPE } = await get();
    assert.deepEqual([QID1, QID9_FILE_NAME, QID9_FILE_SIZE, QID9_FILE_TYPE], [7, 'notes.pdf', 18, 'application/pdf']);
    const file = await download(responseId, QID9_FILE_ID);
    assert.equal(file.headers.get('content-type'), 'application/pdf');
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), bytes);
    const path = `${responses()}/${responseId}/uploaded-files/${QID9_FILE_ID}`;
    assert.equal((await ask(bench, `DELETE ${path}`)).status, 200);
    assert.equal((await ask(bench, `DELETE ${path}`)).status, 404);
    assert.equal((await download(responseId, QID9_FILE_ID)).status, 404);
    assert.deepEqual(
      Object.keys(await get()).filter((key) => key.startsWith('QID9')),
      [],
    );
  });

  it('are refused for a question that takes none, without a question, and in other forms', async () => {
    const { kept } = survey().responses.counts();
    const file1 = new Blob(['x'], { type: 'application/pdf' });
    const response = '{}';
    for (const parts of [
      { response, fileMapping: '{"file1": "QID1"}', file1 },
      { response, fileMapping: '{}', file1 },
      { response, fileMapping: '{"file1": "QID9"}' },
      { response, fileMapping: '{"file6": "QID9"}', file6: file1 },
      { response: 'values', fileMapping: '{}' },
      { response: '{"answers": {}}', fileMapping: '{}' },
    ]) {
      assert.equal((await upload(parts)).status, 400, JSON.stringify(parts));
    }
    assert.equal(survey().responses.counts().kept, kept);
  });

  for (const type of ['multipart/form-data', 'multipart/form-data; boundary=b']) {
    it(`are refused with 400 in a form that breaks off: ${type}`, async () => {
      const init = { method: 'POST', headers: { ...headers(), 'content-type': type }, body: 'nothing' };
      assert.equal((await fetch(`${bench.sandbox.url}/API/v3${responses()}`, init)).status, 400);
    });
  }
});
