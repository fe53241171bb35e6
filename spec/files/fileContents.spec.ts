import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { setImmediate as everythingElse } from 'node:timers/promises';
import * as importContacts from '../../src/actions/importContacts.js';
import * as makeRawRequest from '../../src/actions/makeRawRequest.js';
import { contentsOf } from '../../src/files/fileContents.js';
import { withTemporaryFile } from '../../src/files/temporaryFile.js';
import { useExports } from '../support/exports.js';
import { runStep } from '../support/step.js';

/**
 * The kind: a file in hand that is read more than once, because the first reading was given up. Node's own streams
 * close the file when they are destroyed, although they are told not to; the next reading then finds none.
 */
describe('The contents of an open file', () => {
  const CONTENT = 'line\n'.repeat(50_000);

  it('can be read again after a reading that was given up, one that failed, and one that came to its end', async () => {
    await withTemporaryFile(async (file) => {
      await file.write(CONTENT);
      const givenUp = contentsOf(file);
      for await (const _ of givenUp) break;
      const failed = contentsOf(file);
      failed.on('error', () => undefined).destroy(new Error('The other side went away.'));
      contentsOf(file).destroy();
      await everythingElse();
      assert.equal(await text(contentsOf(file)), CONTENT);
      assert.equal(await text(contentsOf(file)), CONTENT);
    });
  });

  describe('are stored at the second try', () => {
    const { bench, storage, storedText } = useExports();
    beforeEach(() => {
      storage().failures = 2;
    });

    it('the report of an import', async () => {
      const [directory] = bench.tenant.directories;
      const { directoryId, mailingListId } = bench.tenant.mailingLists[0] ?? assert.fail();
      assert.ok(directory);
      const cfg = { ...bench.credential, directoryId, mailingListId };
      const { data } = await runStep(importContacts, { cfg, body: { contacts: [{ email: 'jo@example.com' }] } });
      const [{ attachmentUrl } = { attachmentUrl: '' }] = data as { attachmentUrl: string }[];
      assert.equal(JSON.parse(storedText(attachmentUrl)).row, 1);
    });

    it('an answer to a raw request that is too large for a message', async () => {
      process.env.ELASTICIO_OUTGOING_MESSAGE_SIZE_LIMIT = '300';
      const { data } = await runStep(makeRawRequest, {
        cfg: bench.credential,
        body: { url: 'surveys', method: 'GET' },
      });
      const { responseBody } = data[0] as { responseBody: { attachmentUrl: string; size: number } };
      assert.equal(Buffer.byteLength(storedText(responseBody.attachmentUrl)), responseBody.size);
    });
  });
});
