import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { systemClock } from '../../src/qualtrics/client/options.js';
import { csvOf, outputOf, useImports, wideContacts } from '../support/imports.js';
import { jumpingClock } from '../support/jumpingClock.js';
import { messageOf } from '../support/step.js';

describe('An import that takes long', () => {
  const { bench, importFile, importList, members, jobs, report } = useImports();

  /** Looks are 1, 2, 4, 8 s apart, then 10 s: so many take eleven minutes. */
  const LOOKS = 70;

  beforeEach(() => {
    // Time passes only while the step waits, so the machine may be as slow as it likes.
    Object.assign(systemClock, jumpingClock());
    process.env.API_REQUEST_TIMEOUT = '60000';
  });

  it('starts nothing after 20 minutes, and reports the rest as not done', async () => {
    bench.tenant.behaviour.importChecks = LOOKS;
    const done = await importList(wideContacts(300));
    const sizes = jobs().map(({ contacts }) => contacts.length);
    assert.equal(sizes.length, 2);
    const inTime = sizes.reduce((sum, size) => sum + size);
    const { total, added, failed, failures } = outputOf(done);
    assert.deepEqual([total, added, failed, members()], [300, inTime, 300 - inTime, inTime]);
    assert.deepEqual(failures, [{ row: inTime + 1, reason: 'Not done, for the time was up: go on from this row.' }]);
    const next = inTime + 1;
    assert.ok(
      done.errors[0]?.message.endsWith(`rows before ${next} are done, the others are not. Go on from row ${next}.`),
      done.errors[0]?.message,
    );
    assert.equal(report(done).filter(({ status }) => status === 'notDone').length, 300 - inTime);
  });

  it('does not go on receiving a file for which there is no time left', async () => {
    const slowly = async function* () {
      yield 'email\na@example.com\n';
      await systemClock.sleep(21 * 60_000);
      yield 'b@example.com\n';
    };
    const message = await messageOf(importFile(() => Readable.from(slowly())));
    assert.match(message, /could not be read after 1 try: it took longer than the step has time\. Check the address/);
    assert.deepEqual(jobs(), []);
  });

  it('does not wait for a job beyond 27 minutes, and says which one Qualtrics is at', async () => {
    bench.tenant.behaviour.importChecks = 3 * LOOKS;
    const message = await messageOf(importFile(() => csvOf(3)));
    assert.match(message, /^Qualtrics is still at work on rows 1 to 3 \(import PGRS_\w+\), and there is no time left/);
    assert.match(message, /Rows 1 to 3 may or may not be imported, and none after\.$/);
  });
});
