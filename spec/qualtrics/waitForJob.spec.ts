import assert from 'node:assert/strict';
import { growingPause, type JobProgress, waitForJob } from '../../src/qualtrics/api/waitForJob.js';
import { QualtricsError } from '../../src/qualtrics/client/errors.js';
import { aClient } from '../support/client.js';
import { manualClock } from '../support/manualClock.js';
import { useSandbox } from '../support/sandbox.js';

describe('Waiting for a job of Qualtrics', () => {
  const bench = useSandbox();

  /** Waits for a job that gives these answers, one a look; an error stands for a look that fails. */
  async function waitFor(answers: readonly (string | QualtricsError)[]) {
    const clock = manualClock();
    const looksAt: number[] = [];
    const look = async (): Promise<JobProgress> => {
      const answer = answers[Math.min(looksAt.length, answers.length - 1)] ?? '';
      looksAt.push(clock.now() / 1000);
      if (answer instanceof QualtricsError) throw answer;
      return { status: answer };
    };
    const client = aClient(bench.sandbox, { clock });
    const wait = { noun: 'export', look, pauseMs: growingPause(15_000), limitMs: 60_000 };
    return { end: await clock.run(waitForJob(client, wait)), looksAt };
  }

  const failing = (status: number | undefined) =>
    new QualtricsError({ method: 'GET', path: '/job', status, failure: 'of no use' });

  for (const status of ['complete', 'completed', 'Complete', 'COMPLETED', 'success']) {
    it(`is over with the status ${status}`, async () => {
      assert.deepEqual((await waitFor(['inProgress', status])).end, { kind: 'complete', progress: { status } });
    });
  }

  const bad = ['failed', 'Failed', 'failure', 'cancelled', 'canceled', 'error', 'ERROR', 'TIMED_OUT', 'aborted'];
  const worse = [
    'completedWithErrors',
    'internalError',
    'exportFailed',
    'unsuccessful',
    'killed',
    'interrupted',
    'deleted',
  ];
  for (const status of [...bad, ...worse]) {
    it(`is over at once with the status ${status}, and has failed`, async () => {
      const { end, looksAt } = await waitFor([status]);
      assert.deepEqual([end, looksAt], [{ kind: 'failed', progress: { status } }, [0]]);
    });
  }

  for (const status of ['inProgress', 'queued', 'CREATED', 'retryingAfterError', 'undefined', '']) {
    it(`goes on with the status "${status}"`, async () => {
      assert.equal((await waitFor([status, 'complete'])).looksAt.length, 2);
    });
  }

  for (const status of [undefined, 200, 408, 425, 429, 500, 503]) {
    it(`goes on when a look ends with ${status ?? 'no answer'}`, async () => {
      assert.equal((await waitFor([failing(status), 'complete'])).end.kind, 'complete');
    });
  }

  it('ends when the job is gone, or may not be looked at', async () => {
    for (const status of [400, 401, 403, 404]) await assert.rejects(waitFor([failing(status)]), QualtricsError);
  });

  it('looks after 0, 1, 2, 4 … seconds, at most so long apart, and for no longer than it may', async () => {
    const { end, looksAt } = await waitFor(['inProgress']);
    assert.deepEqual(end, { kind: 'timedOut' });
    assert.deepEqual(looksAt, [0, 1, 3, 7, 15, 30, 45, 60]);
  });
});
