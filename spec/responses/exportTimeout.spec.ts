import assert from 'node:assert/strict';
import { finishedExport, startExport } from '../../src/qualtrics/api/responseExports.js';
import { aClient } from '../support/client.js';
import { jumpingClock } from '../support/jumpingClock.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf } from '../support/step.js';

describe('An export that does not come to its end', () => {
  const bench = useSandbox();

  it('is given up after 19 minutes, having been looked at every API_REQUEST_TIMEOUT', async () => {
    bench.tenant.exports.ending = 'never';
    const clock = jumpingClock(0);
    const client = aClient(bench.sandbox, { clock, settings: { requestTimeoutMs: 15_000 } });
    const surveyId = bench.tenant.surveys[0]?.id ?? '';
    const { progressId } = await startExport(client, surveyId, { format: 'csv' });
    const seen: string[] = [];
    const waiting = finishedExport(client, surveyId, progressId, ({ status }) => seen.push(status));
    assert.equal(await messageOf(waiting), 'Response ready timed out (19 minutes)');
    const MINUTE_MS = 60_000;
    assert.equal(clock.now(), 19 * MINUTE_MS);
    assert.deepEqual(new Set(clock.slept), new Set([15_000]));
    assert.equal(seen.length, (19 * MINUTE_MS) / 15_000 + 1);
  });
});
