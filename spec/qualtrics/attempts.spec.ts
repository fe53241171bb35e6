import assert from 'node:assert/strict';
import { whoami } from '../../src/qualtrics/api/whoami.js';
import type { QualtricsClient } from '../../src/qualtrics/client/client.js';
import { QualtricsError } from '../../src/qualtrics/client/errors.js';
import { aClient } from '../support/client.js';
import { jumpingClock } from '../support/jumpingClock.js';
import { useSandbox } from '../support/sandbox.js';

describe('Attempts at a request', () => {
  const bench = useSandbox();
  const status = (code: number, when: 'before' | 'after' = 'before', retryAfter?: string) =>
    ({ kind: 'status', status: code, when, ...(retryAfter === undefined ? {} : { retryAfter }) }) as const;
  const client = (clock = jumpingClock()): QualtricsClient => aClient(bench.sandbox, { clock });
  const aContact = () => {
    const [directory] = bench.tenant.directories;
    const contact = directory?.create({ email: 'jo@example.com' });
    return `/directories/${directory?.options.directoryId}/contacts/${contact?.id}`;
  };

  it('are not used up by a rate limit: three 429s and then a 503 are followed by another', async () => {
    bench.sandbox.faults.add({ match: /whoami/, fault: status(429), times: 3 });
    bench.sandbox.faults.add({ match: /whoami/, fault: status(503), times: 2 });
    assert.equal((await whoami(client())).brandId, 'sandbox');
    assert.equal(bench.calls().length, 6);
  });

  it('wait as long as Retry-After says after a 503, as after a 429', async () => {
    for (const code of [429, 503]) {
      const clock = jumpingClock();
      const startMs = clock.now();
      bench.sandbox.faults.add({ match: /whoami/, fault: status(code, 'before', '30') });
      await whoami(client(clock));
      assert.ok(clock.now() - startMs >= 30_000, `${clock.now() - startMs} ms after ${code}`);
    }
  });

  for (const code of [408, 425, 500, 502, 503, 504, 520, 522, 524]) {
    it(`go on after ${code}, which passes`, async () => {
      bench.sandbox.faults.add({ match: /whoami/, fault: status(code) });
      assert.equal((await whoami(client())).brandId, 'sandbox');
    });
  }

  for (const fault of [
    status(500, 'after'),
    status(503, 'after'),
    status(524, 'after'),
    { kind: 'drop', when: 'after' },
  ] as const) {
    it(`at a DELETE that worked and whose answer was lost (${JSON.stringify(fault)}) end well`, async () => {
      const path = aContact();
      bench.sandbox.faults.add({ match: /^DELETE/, fault });
      const answer = await client().request({ method: 'DELETE', path });
      assert.deepEqual([answer.status, answer.body], [200, undefined]);
      assert.deepEqual(bench.calls().length, 2);
    });
  }

  it('at a DELETE of what never existed, or after an answer that cannot have come from a deletion, end with 404', async () => {
    const path = aContact();
    await client().request({ method: 'DELETE', path });
    await assert.rejects(client().request({ method: 'DELETE', path }), isNotFound);
    bench.sandbox.faults.add({ match: /^DELETE/, fault: status(429) });
    await assert.rejects(client().request({ method: 'DELETE', path }), isNotFound);
  });

  it('at a POST stop after a 503, too: Qualtrics advises to check before it is sent again', async () => {
    bench.sandbox.faults.add({ match: /^POST .*contacts$/, fault: status(503, 'after') });
    const [directory] = bench.tenant.directories;
    const path = `/directories/${directory?.options.directoryId}/contacts`;
    await assert.rejects(
      client().request({ method: 'POST', path, body: { email: 'new@example.com' } }),
      (error) => error instanceof QualtricsError && error.outcomeUnknown,
    );
    assert.equal(bench.calls().filter((call) => call.startsWith('POST')).length, 1);
  });

  function isNotFound(error: unknown): boolean {
    return error instanceof QualtricsError && error.status === 404;
  }
});
