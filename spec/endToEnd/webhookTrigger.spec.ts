import assert from 'node:assert/strict';
import type { StepOptions } from '../../local/elasticio/runningStep.js';
import { dataOf, errorsOf } from '../support/flow.js';
import { messageOf } from '../support/step.js';
import { useWebhookFlow } from '../support/webhookFlow.js';

describe('A webhook trigger under the real sailor', () => {
  const { flow, start, journal, states } = useWebhookFlow();

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
