import assert from 'node:assert/strict';
import { dataOf, useFlow } from '../support/flow.js';
import { messageOf } from '../support/step.js';

describe('Steps in processes of their own', () => {
  const flow = useFlow();
  const inOwnProcess = true;

  it('run side by side, each with variables of its own', async () => {
    const start = (count: string) =>
      flow.start('makeRawRequest', {}, { inOwnProcess, env: { API_RETRIES_COUNT: count } });
    const [one, other] = await Promise.all(['1', '2'].map(start));
    assert.ok(one && other);
    assert.notEqual(one.pid(), other.pid());
    flow.sandbox.faults.add({ match: /whoami/, times: 3, fault: { kind: 'status', status: 500, when: 'before' } });
    for (const step of [one, other]) {
      await step.send({ url: 'whoami', method: 'GET' });
      await step.idle();
    }
    const errors = [one, other].map(({ outputs: [output] }) => (output?.kind === 'error' ? output.error.message : ''));
    assert.ok(errors.every((error) => error.includes('500 to GET /whoami')));
    assert.deepEqual(
      errors.map((error) => error.includes('2 tries')),
      [false, true],
    );
  });

  it('get a message again that they had in hand when they were killed', async () => {
    const step = await flow.start('makeRawRequest', {}, { inOwnProcess });
    flow.sandbox.faults.add({ match: /whoami/, fault: { kind: 'latency', ms: 1 } });
    const arrived = new Promise<void>((resolve) => {
      // The first answer never comes.
      flow.sandbox.silence = () => new Promise(() => resolve());
    });
    await step.send({ url: 'whoami', method: 'GET' });
    await arrived;
    await step.kill();
    await step.restart();
    await step.idle();
    assert.equal(dataOf(step).length, 1);
    assert.deepEqual(flow.calls(), ['GET /whoami', 'GET /whoami']);
  });

  it('say that they ended by themselves', async () => {
    const step = await flow.start('makeRawRequest', {}, { inOwnProcess });
    process.kill(step.pid() ?? assert.fail(), 'SIGKILL');
    await step.send({ url: 'whoami', method: 'GET' });
    assert.match(await messageOf(step.idle()), /The sailor ended/);
    await step.restart();
    await step.idle();
    assert.equal(dataOf(step).length, 1);
  });
});
