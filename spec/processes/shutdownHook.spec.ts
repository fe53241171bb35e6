import assert from 'node:assert/strict';
import { messageOf } from '../support/step.js';
import { useWebhookFlow } from '../support/webhookFlow.js';

describe('The end of a flow with a webhook trigger under the real sailor', () => {
  const { start, journal, states } = useWebhookFlow();

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
});
