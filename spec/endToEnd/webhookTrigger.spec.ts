import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunningStep, StepOptions } from '../../local/elasticio/runningStep.js';
import { dataOf, errorsOf, useFlow } from '../support/flow.js';
import { messageOf } from '../support/step.js';

const componentPath = resolve(__dirname, '../support/webhookComponent');

describe('A webhook trigger under the real sailor', () => {
  const flow = useFlow();
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'webhook-trigger-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const start = (cfg: Record<string, unknown> = {}, options: Partial<StepOptions> = {}): Promise<RunningStep> => {
    const journal = join(folder, 'journal');
    const state = { subscriptionId: 'SUB_1' };
    const more = { componentPath, startup: true, flowId: 'flow-1', ...options };
    return flow.start('subscribe', { journal, state, ...cfg }, more);
  };
  const journal = async (): Promise<Record<string, unknown>[]> => {
    const text = await readFile(join(folder, 'journal'), 'utf8');
    return text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
  };
  const states = () => Object.fromEntries(flow.platform.api.startupStates);

  it('runs startup, then init, before the first message, and keeps the state for the flow', async () => {
    const step = await start();
    assert.deepEqual(await journal(), [{ hook: 'startup', webhookUrl: step.webhookUrl }, { hook: 'init' }]);
    assert.deepEqual(states(), { 'flow-1': { subscriptionId: 'SUB_1' } });
  });

  it('runs init only where startup is not asked for', async () => {
    await start({}, { startup: false });
    assert.deepEqual(await journal(), [{ hook: 'init' }]);
    assert.deepEqual(states(), {});
  });

  it('overwrites the state when the flow starts once more', async () => {
    const step = await start();
    flow.platform.api.startupStates.set('flow-1', { subscriptionId: 'SUB_0' });
    await step.stop();
    await step.restart();
    assert.deepEqual(states(), { 'flow-1': { subscriptionId: 'SUB_1' } });
  });

  it('does not start when startup throws, and reports what it threw', async () => {
    const outputs: unknown[] = [];
    const onOutput: NonNullable<StepOptions['onOutput']> = (output) => {
      if (output.kind === 'error') outputs.push(output.error.message);
    };
    await messageOf(start({ startupError: 'The subscription was refused.' }, { onOutput }));
    assert.deepEqual(outputs, ['The subscription was refused.']);
    assert.deepEqual(states(), {});
  });

  it('runs shutdown in a process of its own with the state of startup, then forgets the state', async () => {
    const step = await start();
    await step.shutdown();
    assert.deepEqual((await journal()).at(-1), { hook: 'shutdown', state: { subscriptionId: 'SUB_1' } });
    assert.deepEqual(states(), {});
    assert.equal((await fetch(step.webhookUrl)).status, 404);
  });

  it('keeps the state when shutdown throws, and says what it threw', async () => {
    const step = await start({ shutdownError: 'Qualtrics is away.' });
    assert.match(await messageOf(step.shutdown()), /Qualtrics is away\./);
    assert.deepEqual(states(), { 'flow-1': { subscriptionId: 'SUB_1' } });
  });

  it('does not call shutdown when there is no state', async () => {
    const step = await start({}, { startup: false });
    assert.match(await messageOf(step.shutdown()), /No startup data/);
    assert.deepEqual(await journal(), [{ hook: 'init' }]);
  });

  it('gets a form as an object of strings, with all of the request beside it', async () => {
    const step = await start();
    const body = new URLSearchParams({ Topic: 'a.b', MSG: '{"x":1}' });
    const answer = await fetch(`${step.webhookUrl}/more?a=1`, { method: 'POST', body });
    const { requestId, message } = (await answer.json()) as Record<string, unknown>;
    assert.deepEqual([answer.status, typeof requestId, message], [200, 'string', 'thank you']);
    await step.idle();
    const [got] = dataOf(step);
    assert.deepEqual(got?.body, { Topic: 'a.b', MSG: '{"x":1}' });
    assert.deepEqual([got?.method, got?.query, got?.additionalUrlPath], ['POST', { a: '1' }, '/more']);
    assert.equal(got?.url, '/hook/flow-1/more?a=1');
    assert.match(JSON.stringify(got?.headers), /form-urlencoded/);
  });

  it('gets JSON as it is, and of a GET the query as the body', async () => {
    const step = await start();
    const headers = { 'content-type': 'application/json' };
    await fetch(step.webhookUrl, { method: 'POST', headers, body: JSON.stringify({ nested: { list: [1] } }) });
    await fetch(`${step.webhookUrl}?first=visit`);
    await step.idle();
    assert.deepEqual(
      dataOf(step).map(({ body }) => body),
      [{ nested: { list: [1] } }, { first: 'visit' }],
    );
  });

  it('keeps what comes while no container runs until the next one starts', async () => {
    const step = await start();
    await step.stop();
    await fetch(`${step.webhookUrl}?first=visit`);
    await step.restart();
    await step.idle();
    assert.equal(dataOf(step).length, 1);
    assert.deepEqual(errorsOf(step), []);
  });
});
