import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { RunningStep, StepOptions } from '../../local/elasticio/runningStep.js';
import { completeResponses } from '../../local/sandbox/brand/completeResponses.js';
import { dataOf, errorsOf, useFlow } from '../support/flow.js';
import { messageOf } from '../support/step.js';

const POLLING = 'getNewSurveyResponsesPolling';
const WEBHOOK = 'newSurveyResponseWebhook';

describe('Responses under the real sailor', () => {
  const flow = useFlow();
  beforeEach(() => {
    Object.assign(flow.tenant.behaviour, { exportChecks: 0, responseLagMs: 0 });
  });
  const surveyId = () => flow.tenant.surveys[0]?.id ?? '';
  const idsOf = (step: RunningStep) => dataOf(step).map(({ responseId }) => responseId);

  describe('polled', () => {
    const start = (cfg: Record<string, unknown> = {}): Promise<RunningStep> =>
      flow.start(POLLING, { surveyId: surveyId(), ...cfg });

    it('come once, in order, then nothing comes', async () => {
      const step = await start();
      await step.send({});
      await step.idle();
      const times = dataOf(step).map(({ values }) => (values as { recordedDate: string }).recordedDate);
      assert.equal(new Set(idsOf(step)).size, 250);
      assert.deepEqual(times, times.toSorted());
      await step.stop();
      await step.restart();
      await step.send({});
      await step.idle();
      assert.equal(dataOf(step).length, 250);
    });

    it('come in pages, in the list "results", with a snapshot behind each', async () => {
      const step = await start({ emitBehavior: 'emitPage' });
      await step.send({});
      await step.idle();
      const kinds = step.outputs.map((output) => output.kind);
      assert.deepEqual(kinds, ['data', 'snapshot', 'data', 'snapshot', 'data', 'snapshot']);
      const sizes = dataOf(step).map(({ results }) => (results as unknown[]).length);
      assert.deepEqual(sizes, [100, 100, 50]);
    });

    it('may have any key: it arrives as it is', async () => {
      flow.tenant.behaviour.hostileRows = ['protoKey', 'duplicateKeys', 'lineBreaks', 'notJson'];
      const step = await start();
      await step.send({});
      await step.idle();
      const bodies = step.outputs.flatMap((output) => (output.kind === 'data' ? [output.message.body] : []));
      const values = bodies[0]?.values as object;
      assert.deepEqual(Object.getOwnPropertyDescriptor(values, '__proto__')?.value, { hostile: true });
      assert.equal(bodies.length, 249);
      assert.match(errorsOf(step)[0] ?? '', /row 4 \(it is not JSON\)/);
    });
  });

  describe('noticed', () => {
    /** In a flow of its own: the notices of two seeded brands are alike, but for the key that follows from the flow. */
    const start = (cfg: Record<string, unknown> = {}, options: Partial<StepOptions> = {}): Promise<RunningStep> =>
      flow.start(WEBHOOK, { surveyId: surveyId(), ...cfg }, { startup: true, flowId: randomUUID(), ...options });
    const subscriptions = () => flow.tenant.events.all;
    /** Completes responses; resolves when the flow has worked on all notices of them. */
    const complete = async (step: RunningStep, count = 1, partial = false): Promise<string[]> => {
      const ids = completeResponses(flow.tenant, { surveyId: surveyId(), count, partial });
      await flow.sandbox.notices.settled();
      await step.idle();
      return ids;
    };

    it('are delivered with their answers, each once', async () => {
      const step = await start({}, { prefetch: 10 });
      const ids = await complete(step, 20);
      assert.deepEqual(new Set(idsOf(step)), new Set(ids));
      assert.equal(dataOf(step).length, 20);
      const [{ values, notice } = {}] = dataOf(step);
      assert.equal((values as { finished: number }).finished, 1);
      assert.equal((notice as { Status: string }).Status, 'Complete');
    });

    it('are delivered by id alone when they were saved in part', async () => {
      const step = await start({ event: 'partialResponse' });
      const [responseId] = await complete(step, 1, true);
      assert.deepEqual(
        dataOf(step).map((body) => [Object.keys(body), body.responseId]),
        [[['surveyId', 'responseId', 'notice'], responseId]],
      );
    });

    it('come once though Qualtrics repeats the notice', async () => {
      const step = await start();
      await complete(step);
      const { body } = lastNotice ?? assert.fail();
      await post(step, body);
      await step.idle();
      assert.equal(dataOf(step).length, 1);
    });

    it('that do not appear come back, until the platform gives up with an error', async () => {
      const fault = { kind: 'status', status: 503, when: 'before' } as const;
      flow.sandbox.faults.add({ match: /\/responses\/R_/, times: 1000, fault });
      const step = await start({}, { rebound: { delayMs: 1, limit: 2 } });
      await complete(step);
      const kinds = step.outputs.map(({ kind }) => kind);
      assert.deepEqual(kinds, ['rebound', 'rebound', 'error']);
      assert.match(errorsOf(step)[0] ?? '', /Rebound limit exceeded/);
    });

    it('that appear late come back, and are delivered then', async () => {
      const fault = { kind: 'status', status: 503, when: 'before' } as const;
      flow.sandbox.faults.add({ match: /\/responses\/R_/, times: 3, fault });
      const step = await start({}, { rebound: { delayMs: 1 } });
      const [responseId] = await complete(step);
      assert.deepEqual(
        step.outputs.map(({ kind }) => kind),
        ['rebound', 'data'],
      );
      assert.deepEqual(idsOf(step), [responseId]);
    });

    it('are no business of an unsigned call, or of a visit', async () => {
      const step = await start();
      await fetch(step.webhookUrl);
      await post(step, new URLSearchParams({ Topic: 'a', SurveyID: surveyId(), ResponseID: 'R_1' }).toString());
      await step.idle();
      assert.deepEqual(
        step.outputs.map(({ kind }) => kind),
        ['error'],
      );
      assert.match(errorsOf(step)[0] ?? '', /^A call without a signature/);
    });

    it('come by one subscription however often the flow starts, and by none once it was stopped', async () => {
      const step = await start();
      const [first] = subscriptions();
      await step.stop();
      await step.restart();
      assert.deepEqual([subscriptions().length, subscriptions()[0] === first], [1, false]);
      await complete(step);
      assert.equal(dataOf(step).length, 1);
      await step.shutdown();
      assert.deepEqual(subscriptions(), []);
    });

    it('are waited for although the subscription of an earlier start was ended elsewhere', async () => {
      const step = await start();
      subscriptions().length = 0;
      await step.shutdown();
      assert.deepEqual([...flow.platform.api.startupStates], []);
    });

    it('cannot be subscribed to by everybody: the flow does not start, and says why', async () => {
      flow.tenant.behaviour.isBrandAdministrator = false;
      const errors: string[] = [];
      const onOutput: NonNullable<StepOptions['onOutput']> = (output) => {
        if (output.kind === 'error') errors.push(output.error.message);
      };
      await messageOf(start({}, { onOutput }));
      assert.match(errors[0] ?? '', /Only brand administrators may subscribe to events/);
    });
  });

  let lastNotice: { readonly body: string } | undefined;
  beforeEach(() => {
    const { onNotice } = flow.tenant.events;
    flow.tenant.events.onNotice = (notice) => {
      lastNotice = notice;
      onNotice?.(notice);
    };
  });

  async function post(step: RunningStep, body: string): Promise<void> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await fetch(step.webhookUrl, { method: 'POST', headers, body });
  }
});
