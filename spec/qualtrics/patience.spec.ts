import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { listDirectories } from '../../src/qualtrics/api/directories.js';
import { whoami } from '../../src/qualtrics/api/whoami.js';
import type { QualtricsClient } from '../../src/qualtrics/client/client.js';
import { aClient } from '../support/client.js';
import { jumpingClock } from '../support/jumpingClock.js';
import { useSandbox } from '../support/sandbox.js';

/** A person waits for Verify, select lists, metadata and samples: 25 s at the most, whatever Qualtrics does. */
describe('What a person waits for', () => {
  const bench = useSandbox();
  const PATIENCE_MS = 22_000;
  const aPatientClient = (): { client: QualtricsClient; tookMs: () => number } => {
    const clock = jumpingClock();
    const startMs = clock.now();
    return {
      client: aClient(bench.sandbox, { clock, patienceMs: PATIENCE_MS, settings: { requestTimeoutMs: 15_000 } }),
      tookMs: () => clock.now() - startMs,
    };
  };

  for (const retryAfter of [undefined, '10', '300']) {
    it(`does not sit out a rate limit (Retry-After: ${retryAfter}), and says so`, async () => {
      const fault = { kind: 'status', status: 429, when: 'before', ...(retryAfter ? { retryAfter } : {}) } as const;
      bench.sandbox.faults.add({ match: /whoami/, fault, times: 99 });
      const { client, tookMs } = aPatientClient();
      await assert.rejects(whoami(client), /answered 429.*Here it is not waited for longer than 25 s/);
      assert.ok(tookMs() <= PATIENCE_MS, `${tookMs()} ms`);
    });
  }

  describe('with a list of many pages', () => {
    beforeEach(() => {
      for (let number = 0; number < 40; number += 1) bench.tenant.addDirectory({ name: `D${number}` });
    });

    /** Has the requests for pages fail whose places in the sequence these are; after each there is a pause of 10 s. */
    const failPages = (...places: readonly number[]): void => {
      let asked = 0;
      bench.sandbox.faults.chooser = (request) => {
        if (!request.includes('directories')) return undefined;
        asked += 1;
        return places.includes(asked) ? { kind: 'status', status: 503, when: 'before' } : undefined;
      };
    };

    it('gives all of it when the failures of all pages together take no longer', async () => {
      failPages(1, 6);
      const { client, tookMs } = aPatientClient();
      assert.deepEqual(
        (await listDirectories(client)).map(({ directoryId }) => directoryId),
        bench.tenant.directories.map(({ options }) => options.directoryId),
      );
      assert.equal(tookMs(), 20_000);
    });

    it('does not wait for many pages longer than for one', async () => {
      failPages(1, 4, 8);
      const { client, tookMs } = aPatientClient();
      await assert.rejects(listDirectories(client), /answered 503.*Here it is not waited for longer than 25 s/);
      assert.ok(tookMs() <= PATIENCE_MS, `${tookMs()} ms`);
    });

    it('gives up on a page that fails each time', async () => {
      failPages(3, 4, 5);
      const { client, tookMs } = aPatientClient();
      await assert.rejects(listDirectories(client), /answered 503.*3 tries/);
      assert.ok(tookMs() <= PATIENCE_MS, `${tookMs()} ms`);
    });
  });

  it('is cut off in the middle of an answer that trickles', async () => {
    const sockets = new Set<{ destroy(): void }>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
      const drip = setInterval(() => socket.write('1\r\n \r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const client = aClient(bench.sandbox, { baseUrl, patienceMs: 300, settings: { requestTimeoutMs: 60_000 } });
      await assert.rejects(whoami(client), /the answer stalled|25 s/);
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  });

  it('still takes an answer that needs a second attempt', async () => {
    bench.sandbox.faults.add({ match: /whoami/, fault: { kind: 'status', status: 503, when: 'before' } });
    assert.equal((await whoami(aPatientClient().client)).brandId, 'sandbox');
  });
});
