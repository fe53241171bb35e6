import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import { archiveOf } from '../support/archives.js';
import { useExports } from '../support/exports.js';
import { messageOf, runStep } from '../support/step.js';

interface Output {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly responseBody: unknown;
}

interface FileOutput {
  readonly attachmentUrl: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
}

describe('An answer to a raw request that is no JSON', () => {
  const { bench, storage, storedText } = useExports();
  let server: Server;
  let body: Buffer | (() => Readable);
  let headers: Record<string, string>;
  let askedFor: { authorization: string | undefined }[];

  beforeEach(async () => {
    headers = {};
    askedFor = [];
    server = createServer((request, response) => {
      if (request.url === '/oauth2/token') {
        response.end(JSON.stringify({ access_token: 'token', expires_in: 3600 }));
        return;
      }
      askedFor.push({ authorization: request.headers.authorization });
      response.writeHead(200, headers);
      if (typeof body === 'function') body().pipe(response);
      else response.end(body);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = (url: string) => runStep(makeRawRequest, { cfg: bench.credential, body: { url, method: 'GET' } });
  /** What a raw request gives when Qualtrics answers with these bytes. */
  const given = async (bytes: Buffer | (() => Readable), contentType?: string): Promise<Output> => {
    body = bytes;
    if (contentType) headers['content-type'] = contentType;
    process.env.QUALTRICS_BASE_URL = address();
    return (await get('/some/thing')).data[0] as Output;
  };

  it('is text in the charset that it says', async () => {
    const latin1 = await given(Buffer.from('Grüße', 'latin1'), 'text/plain; charset=ISO-8859-1');
    assert.equal(latin1.responseBody, 'Grüße');
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Grüße', 'utf16le')]);
    assert.equal((await given(utf16, 'text/csv')).responseBody, 'Grüße');
  });

  it('is JSON also behind a byte order mark, and in UTF-16', async () => {
    const json = Buffer.from('\ufeff{"a":"ü"}', 'utf16le');
    assert.deepEqual((await given(Buffer.from('\ufeff{"a":1}'), 'application/json')).responseBody, { a: 1 });
    assert.deepEqual((await given(json, 'application/json')).responseBody, { a: 'ü' });
  });

  for (const [what, bytes, contentType] of [
    ['an archive', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff, 0xfe, 0x80]), 'application/zip'],
    ['an archive that says nothing', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff]), undefined],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'image/png'],
    ['text in a charset that it does not say', Buffer.from('Grüße', 'latin1'), 'text/plain'],
    ['a document that would pass for text', Buffer.from('%PDF-1.4'), 'application/pdf'],
  ] as const) {
    it(`is stored as it came when it is ${what}`, async () => {
      const { statusCode, responseBody } = await given(bytes, contentType);
      const file = responseBody as FileOutput;
      assert.equal(statusCode, 200);
      assert.deepEqual([file.size, file.contentType], [bytes.length, contentType ?? 'application/octet-stream']);
      assert.equal(storedText(file.attachmentUrl), bytes.toString('utf8'));
    });
  }

  it('is an attachment of the message, under the name that the answer gives it', async () => {
    headers['content-disposition'] = "attachment; filename=x.zip; filename*=UTF-8''Umfrage%20%C3%9C.zip";
    body = Buffer.from([0, 1, 2]);
    process.env.QUALTRICS_BASE_URL = address();
    const run = await get('/some/file');
    const message = run.messages[0] ?? assert.fail();
    const { attachmentUrl, fileName } = (message.body as Output).responseBody as FileOutput;
    assert.equal(fileName, 'Umfrage Ü.zip');
    assert.deepEqual(Object.keys(message.attachments), [fileName]);
    assert.equal((message.attachments[fileName] as { url: string }).url, attachmentUrl);
  });

  it('is called after its address and type when it has no name', async () => {
    const { responseBody } = await given(Buffer.from([0]), 'application/zip');
    assert.equal((responseBody as FileOutput).fileName, 'thing.zip');
  });

  it('goes into the storage when it is text that is too large for a message', async () => {
    process.env.ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT = '10000';
    const line = 'a line of a file\n';
    const { responseBody } = await given(() => Readable.from(Array(10_000).fill(line)), 'text/csv');
    const { attachmentUrl, fileName, size } = responseBody as FileOutput;
    assert.deepEqual([fileName, size], ['thing.csv', 10_000 * line.length]);
    assert.equal(storedText(attachmentUrl), line.repeat(10_000));
  });

  it('may be an export, also one that lies at another host, who is shown no token', async () => {
    const survey = bench.tenant.surveys[0] ?? assert.fail();
    const job = bench.tenant.exports.start(survey, { format: 'csv' });
    job.status = 'complete';
    body = await archiveOf({ name: 'a.csv', content: 'abc' });
    headers['content-type'] = 'application/zip';
    bench.tenant.behaviour.exportRedirect = address();
    const run = await get(`/surveys/${survey.id}/export-responses/${job.fileId}/file`);
    const { size, fileName } = (run.data[0] as Output).responseBody as FileOutput;
    assert.deepEqual([size, fileName], [body.length, 'file.zip']);
    assert.deepEqual(askedFor, [{ authorization: undefined }]);
  });

  it('is asked for again when it breaks off', async () => {
    let times = 0;
    const breaking = (): Readable => {
      times += 1;
      const first = times === 1;
      return Readable.from(
        (async function* () {
          yield Buffer.from([0, 1]);
          if (first) server.closeAllConnections();
          yield Buffer.from([2]);
        })(),
      );
    };
    const { responseBody } = await given(breaking, 'application/zip');
    assert.deepEqual([(responseBody as FileOutput).size, times], [3, 2]);
    assert.equal(storage().objects.size, 1);
  });

  it('is an error that says so where the step has no storage', async () => {
    delete process.env.ELASTICIO_OBJECT_STORAGE_URI;
    assert.match(await messageOf(given(Buffer.from([0]))), /^This step has no object storage/);
  });
});
