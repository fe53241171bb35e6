import assert from 'node:assert/strict';
import * as trigger from '../../src/triggers/newSurveyResponseWebhook.js';
import { capturedOutput } from '../support/capturedOutput.js';
import { ADDRESS, useNotifiedFlow } from '../support/notifiedFlow.js';
import { messageOf } from '../support/step.js';

describe('The subscription of a webhook', () => {
  const { bench, time, surveyId, cfgOf, sharedKey, start, subscriptions } = useNotifiedFlow();

  describe('when the flow starts', () => {
    it('subscribes to signed notices of the survey, and keeps the subscription’s id', async () => {
      const state = await start();
      const [subscription] = subscriptions();
      assert.deepEqual(state, { subscriptionId: subscription?.id });
      assert.deepEqual(
        [subscription?.topics, subscription?.publicationUrl, subscription?.encrypted, subscription?.sharedKey],
        [`surveyengine.completedResponse.${surveyId()}`, ADDRESS, false, sharedKey()],
      );
    });

    it('subscribes to responses saved in part where these are wanted', async () => {
      await start({ event: 'partialResponse' });
      assert.equal(subscriptions()[0]?.topics, `surveyengine.partialResponse.${surveyId()}`);
    });

    it('leaves one subscription however often it starts, and those of others alone, on whatever page they are', async () => {
      const theirs = (publicationUrl: string) => ({ topics: 'controlpanel.activateSurvey', publicationUrl });
      for (let other = 0; other < 150; other += 1) bench.tenant.events.create(theirs(`https://example.com/${other}`));
      await start();
      await start();
      const { subscriptionId } = await start();
      const ours = subscriptions().filter(({ publicationUrl }) => publicationUrl === ADDRESS);
      assert.deepEqual([ours.map(({ id }) => id), subscriptions().length], [[subscriptionId], 151]);
    });

    it('makes the new subscription before it ends the old one, so that no notice falls into a gap', async () => {
      await start();
      bench.sandbox.requests.length = 0;
      await start();
      const methods = bench.calls().map((call) => call.split('/').slice(0, 2).join('/'));
      assert.deepEqual(methods, ['GET /eventsubscriptions', 'POST /eventsubscriptions', 'DELETE /eventsubscriptions']);
    });

    it('leaves none behind of a start that died half way', async () => {
      bench.sandbox.faults.add({ match: /^POST .*eventsub/, fault: { kind: 'drop', when: 'after' } });
      await messageOf(start());
      assert.equal(subscriptions().length, 1);
      const { subscriptionId } = await start();
      assert.deepEqual(
        subscriptions().map(({ id }) => id),
        [subscriptionId],
      );
    });

    it('knows its own address however Qualtrics writes it, and no other', async () => {
      const topics = `surveyengine.completedResponse.${surveyId()}`;
      const own = [`${ADDRESS}/`, ADDRESS.replace('example', 'Example'), ADDRESS.replace('.com', '.com:443')];
      const others = [`${ADDRESS}2`, `${ADDRESS}/more`, `${ADDRESS}?a=1`];
      for (const publicationUrl of [...own, ...others]) bench.tenant.events.create({ topics, publicationUrl });
      const state = await start();
      const addresses = () => subscriptions().map(({ publicationUrl }) => publicationUrl);
      assert.deepEqual(addresses().sort(), [...others, ADDRESS].sort());
      await trigger.shutdown(cfgOf(), state);
      assert.deepEqual(addresses().sort(), [...others].sort());
    });

    it('starts although an older subscription cannot be ended, which the next start tries again', async () => {
      await start();
      bench.sandbox.faults.add({ match: /^DELETE/, fault: { kind: 'status', status: 403, when: 'before' } });
      await start();
      assert.equal(subscriptions().length, 2);
      await start();
      assert.equal(subscriptions().length, 1);
    });

    it('says who may subscribe, when Qualtrics does not let this client', async () => {
      bench.tenant.behaviour.isBrandAdministrator = false;
      assert.match(await messageOf(start()), /Only brand administrators may subscribe to events/);
    });

    it('writes no secret to any log or error, not even one that Qualtrics quotes', async () => {
      process.env.LOG_LEVEL = 'trace';
      bench.tenant.events.create = () => {
        throw Object.assign(new Error(`Bad key ${sharedKey()}`), { statusCode: 400 });
      };
      const output = await capturedOutput(async () => {
        const message = await messageOf(start());
        assert.match(message, /Bad key \*\*\*/);
      });
      assert.match(output, /"level":20,"msg":"POST \/eventsubscriptions/);
      for (const secret of [sharedKey(), bench.tenant.clientSecret]) assert.ok(!output.includes(secret));
    });

    it('logs as the sailor does, at the level that is wanted', async () => {
      process.env.LOG_LEVEL = 'info';
      const lines = (await capturedOutput(start)).trim().split('\n');
      assert.equal(lines.length, 1);
      const { level, msg, time: at } = JSON.parse(lines[0] ?? '');
      assert.deepEqual([level, typeof msg, Number.isNaN(Date.parse(at))], [30, 'string', false]);
    });
  });

  describe('when the flow is stopped', () => {
    it('ends its subscription', async () => {
      const state = await start();
      await trigger.shutdown(cfgOf(), state);
      assert.deepEqual(subscriptions(), []);
    });

    it('ends also one that a later start made but could not tell of, and none of others', async () => {
      const state = await start();
      bench.tenant.events.create({ topics: 'controlpanel.activateSurvey', publicationUrl: 'https://example.com/1' });
      bench.sandbox.faults.add({ match: /^POST .*eventsub/, fault: { kind: 'drop', when: 'after' } });
      await messageOf(start());
      await trigger.shutdown(cfgOf(), state);
      assert.deepEqual(
        subscriptions().map(({ publicationUrl }) => publicationUrl),
        ['https://example.com/1'],
      );
    });

    it('is content with one that is gone', async () => {
      await trigger.shutdown(cfgOf(), { subscriptionId: 'SUB_000000000000000' });
    });

    it('ends those of its address where no state was kept', async () => {
      await start();
      await trigger.shutdown(cfgOf(), {});
      assert.deepEqual(subscriptions(), []);
    });

    it('says that it may not', async () => {
      const state = await start();
      bench.tenant.behaviour.isBrandAdministrator = false;
      assert.match(await messageOf(trigger.shutdown(cfgOf(), state)), /Only brand administrators may/);
    });

    it('gives up within 45 seconds, whatever Qualtrics does', async () => {
      const state = await start();
      bench.sandbox.faults.add({
        match: /^DELETE/,
        times: 100,
        fault: { kind: 'status', status: 429, when: 'before', retryAfter: '20' },
      });
      const startedMs = time.now();
      await assert.rejects(trigger.shutdown(cfgOf(), state));
      assert.ok(time.now() - startedMs <= 46_000, `${time.now() - startedMs} ms`);
    });
  });
});
