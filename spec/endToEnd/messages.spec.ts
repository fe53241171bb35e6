import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunningStep, StepOptions } from '../../local/elasticio/runningStep.js';
import { dataOf, errorsOf, useFlow } from '../support/flow.js';

const componentPath = resolve(__dirname, '../support/webhookComponent');

describe('Messages to a step under the real sailor', () => {
  const flow = useFlow();
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'messages-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const start = (options: Partial<StepOptions>): Promise<RunningStep> =>
    flow.start('subscribe', { journal: join(folder, 'journal') }, { componentPath, ...options });
  const rebounds = (step: RunningStep) =>
    step.outputs.flatMap((output) => (output.kind === 'rebound' ? [output.value] : []));

  it('carry headers and attachments', async () => {
    const step = await start({});
    const attachments = { 'a.csv': { url: 'http://127.0.0.1/objects/1', size: 3, 'content-type': 'text/csv' } };
    await step.send({ a: 1 }, { headers: { 'x-one': '1' }, attachments });
    await step.idle();
    const [{ body, headers, attachments: got } = {}] = dataOf(step);
    assert.deepEqual([body, headers, got], [{ a: 1 }, { 'x-one': '1' }, attachments]);
  });

  it('come again after a rebound, with the same id, until they are worked on', async () => {
    const step = await start({ rebound: { delayMs: 0 } });
    await step.send({ rebounds: 3 });
    await step.send({});
    await step.idle();
    assert.deepEqual(
      dataOf(step).map(({ visit }) => visit),
      [1, 4],
    );
    assert.deepEqual(
      rebounds(step).map(({ iteration }) => iteration),
      [1, 2, 3],
    );
    assert.equal(rebounds(step)[0]?.reason, 'Not yet, for the 1. time.');
  });

  it('end with an error after 20 rebounds', async () => {
    const step = await start({ rebound: { delayMs: 0 } });
    await step.send({ rebounds: 99 });
    await step.idle();
    assert.equal(rebounds(step).length, 20);
    assert.deepEqual(errorsOf(step), ['Rebound limit exceeded']);
  });

  it('end with an error after fewer rebounds where the limit is lower', async () => {
    const step = await start({ rebound: { delayMs: 0, limit: 2 } });
    await step.send({ rebounds: 99 });
    await step.idle();
    assert.equal(rebounds(step).length, 2);
    assert.deepEqual(errorsOf(step), ['Rebound limit exceeded']);
  });

  it('are worked on one after the other', async () => {
    const step = await start({});
    for (let index = 0; index < 6; index += 1) await step.send({});
    await step.idle();
    assert.deepEqual(
      dataOf(step).map(({ inHand }) => inHand),
      [1, 1, 1, 1, 1, 1],
    );
  });

  it('are worked on side by side with a prefetch', async () => {
    const step = await start({ prefetch: 3 });
    for (let index = 0; index < 6; index += 1) await step.send({ together: 3 });
    await step.idle();
    assert.equal(dataOf(step).length, 6);
  });
});
