import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { largeArchive } from '../../local/simulation/largeArchive.js';
import * as getSurveyResponses from '../../src/actions/getSurveyResponses.js';
import { EXPORT_FORMATS } from '../../src/qualtrics/api/exportFormats.js';
import { archiveOf } from '../support/archives.js';
import { fileIn, useExports } from '../support/exports.js';
import { messageOf } from '../support/step.js';

describe('Getting Survey Responses', () => {
  const { bench, storage, get, withArchive, storedText } = useExports();
  const progressCalls = () => bench.calls().filter((call) => /export-responses\/ES_/.test(call)).length;

  for (const [format, contentType] of Object.entries(EXPORT_FORMATS)) {
    it(`puts a ${format} file into the storage, with its content type`, async () => {
      const run = await get({ fileFormat: format });
      const { attachmentUrl, size, contentType: type } = fileIn(run);
      const [object] = storage().objects.values();
      assert.deepEqual([type, object?.contentType, object?.size], [contentType, contentType, size]);
      assert.match(attachmentUrl, /\/objects\/[0-9a-f-]+\?storage_type=maester$/);
    });
  }

  it('exports through a saved filter', async () => {
    const filterId = bench.tenant.surveys[0]?.filters[0]?.filterId;
    const filtered = await get({ filterId, fileFormat: 'ndjson' }, {});
    const lines = storedText(fileIn(filtered).attachmentUrl).trim().split('\n');
    assert.ok(lines.length > 0 && lines.every((line) => JSON.parse(line).values.QID1 >= 9));
  });

  it('looks at the export again and again, and says how far it is', async () => {
    bench.tenant.behaviour.exportChecks = 2;
    const { logs } = await get();
    assert.equal(progressCalls(), 3);
    const progress = logs.filter((line) => line.startsWith('Export ES_')).map((line) => /: (.*)$/.exec(line)?.[1]);
    assert.deepEqual(progress, ['33 percent, inProgress.', '67 percent, inProgress.', '100 percent, complete.']);
  });

  it('is not stopped by a check that fails for a passing reason', async () => {
    bench.sandbox.faults.add({ match: /\/ES_/, times: 4, fault: { kind: 'status', status: 502, when: 'before' } });
    const { data, logs } = await get();
    assert.equal(data.length, 1);
    assert.ok(logs.some((line) => line.startsWith("The export's status could not be read; asking again later.")));
  });

  it('stops at once when the export failed, with the reason, the request id and the time', async () => {
    bench.tenant.exports.ending = 'failed';
    bench.tenant.exports.failure = 'Too many\nresponses.';
    const message = await messageOf(get());
    assert.match(
      message,
      /could not export .*: "Too many responses\." \(request id [0-9a-f-]{36}, \d{4}-.*Z\)\. Try again/,
    );
    assert.equal(progressCalls(), 1);
  });

  it('says that no reason was given, and that an export is gone', async () => {
    bench.tenant.exports.ending = 'failed';
    assert.match(await messageOf(get()), /and gave no reason \(request id/);
    for (const status of ['cancelled', 'ERROR', 'cancelled\nby somebody']) {
      bench.tenant.behaviour.exportStatus = status;
      const message = await messageOf(get());
      assert.ok(message.includes(`: its status is "${status.replace('\n', ' ')}" (request id`), message);
    }
    bench.tenant.behaviour.exportStatus = null;
    bench.tenant.exports.ending = 'complete';
    bench.sandbox.onRequest = ({ path }) => {
      if (path.includes('/ES_')) bench.tenant.exports.jobs.length = 0;
    };
    assert.match(await messageOf(get()), /404 to GET .*The export does not exist/);
  });

  it('starts an export again when the answer to its start was lost: a second export harms nobody', async () => {
    bench.sandbox.faults.add({ match: /export-responses$/, fault: { kind: 'drop', when: 'after' } });
    assert.equal((await get()).data.length, 1);
    assert.equal(bench.tenant.exports.jobs.length, 2);
  });

  for (const fault of [
    { kind: 'drop', when: 'before' },
    { kind: 'truncate' },
    { kind: 'stall' },
    { kind: 'status', status: 503, when: 'before' },
  ] as const) {
    it(`downloads again from the start after ${JSON.stringify(fault)}`, async () => {
      withArchive(await archiveOf({ name: 'a.csv', content: 'x'.repeat(100_000), compress: false }));
      bench.sandbox.faults.add({ match: /\/file$/, fault });
      const { attachmentUrl, size } = fileIn(await get());
      assert.equal(size, 100_000);
      assert.equal(storedText(attachmentUrl), 'x'.repeat(100_000));
    });
  }

  describe('when the file lies at a storage host', () => {
    let host: Server;
    let authorizations: (string | undefined)[];
    let encodings: unknown[];
    let body: Buffer;
    let announced: number | undefined;
    let isCompressed: boolean;

    beforeEach(async () => {
      authorizations = [];
      encodings = [];
      body = await archiveOf({ name: 'a.csv', content: 'abc' });
      announced = undefined;
      isCompressed = false;
      host = createServer((request, response) => {
        authorizations.push(request.headers.authorization);
        encodings.push(request.headers['accept-encoding']);
        if (announced !== undefined) response.setHeader('content-length', announced);
        if (isCompressed) response.setHeader('content-encoding', 'gzip');
        response.end(body);
        if (announced !== undefined) response.socket?.end();
      });
      await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
      bench.tenant.behaviour.exportRedirect = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
    });
    afterEach(() => {
      host.closeAllConnections();
      host.close();
    });

    it('follows there without its token', async () => {
      assert.equal(fileIn(await get()).size, 3);
      assert.deepEqual(authorizations, [undefined]);
    });

    it('asks for it as it is, and unpacks it when it was compressed on the way all the same', async () => {
      body = gzipSync(body);
      announced = body.length;
      isCompressed = true;
      assert.equal(fileIn(await get()).size, 3);
      assert.deepEqual(encodings, ['identity']);
    });

    it('notices that what was compressed on the way is cut short', async () => {
      body = gzipSync(body).subarray(0, -12);
      isCompressed = true;
      assert.match(await messageOf(get()), /Qualtrics did not complete GET .*: the answer broke off .*3 tries/);
      assert.equal(storage().objects.size, 0);
    });

    it('notices a file that is shorter than announced', async () => {
      announced = body.length + 10;
      assert.match(await messageOf(get()), /Qualtrics did not complete GET .*file: .*3 tries/);
      assert.equal(storage().objects.size, 0);
    });
  });

  it('tries the storage again with a fresh stream, and says in the end what was tried', async () => {
    storage().failures = 2;
    const { attachmentUrl, size } = fileIn(await get());
    assert.equal(Buffer.byteLength(storedText(attachmentUrl)), size);
    storage().failures = 9;
    assert.match(
      await messageOf(get()),
      /^The file "Customer satisfaction.csv" \(\d+ bytes\) could not be put into the platform's storage after 4 tries: /,
    );
    storage().failures = 0;
    assert.equal(storage().objects.size, 1);
  });

  it('says that there is no storage, before anything is exported', async () => {
    delete process.env.ELASTICIO_OBJECT_STORAGE_URI;
    assert.match(await messageOf(get()), /^This step has no object storage to put files into/);
    assert.equal(bench.sandbox.requests.length, 0);
  });

  it('keeps no temporary file, after success and after failure', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'responses-'));
    process.env.TMPDIR = folder;
    await get();
    withArchive(Buffer.from('<html>'));
    await messageOf(get());
    assert.deepEqual(await readdir(folder), []);
    await rm(folder, { recursive: true });
  });

  it('stores a large file whole', async () => {
    const size = 20_000_000;
    const archive = { stream: () => largeArchive(size, false) };
    bench.tenant.exports.archiveOf = () => archive;
    const result = fileIn(await get());
    assert.deepEqual([result.size, [...storage().objects.values()][0]?.size], [size, size]);
  });

  const bad: [Record<string, unknown>, Record<string, unknown>, RegExp][] = [
    [
      { fileFormat: 'xlsx' },
      {},
      /"File Format" must be one of "csv", "json", "ndjson", "spss", "tsv", "xml", but it is "xlsx"/,
    ],
    [{ fileFormat: '' }, {}, /"File Format" is required/],
    [{ surveyId: null }, { allowFilterToBeOmitted: true }, /"Survey ID" is required/],
    [{ filterId: '' }, {}, /"Filter ID" is required/],
  ];
  for (const [body, cfg, message] of bad) {
    it(`refuses ${JSON.stringify(body)} before any request`, async () => {
      assert.match(await messageOf(get(body, cfg)), message);
      assert.equal(bench.sandbox.requests.length, 0);
    });
  }

  it('offers the formats as a closed choice, and a filter that may be omitted when told so', async () => {
    const strict = await getSurveyResponses.getMetaModel({});
    const lenient = await getSurveyResponses.getMetaModel({ allowFilterToBeOmitted: 'on' });
    const field = (metadata: typeof strict, name: string) =>
      metadata.in?.properties[name] as { required: boolean; enum?: string[] };
    assert.deepEqual(field(strict, 'fileFormat').enum, ['csv', 'json', 'ndjson', 'spss', 'tsv', 'xml']);
    assert.deepEqual([field(strict, 'filterId').required, field(lenient, 'filterId').required], [true, false]);
  });
});
