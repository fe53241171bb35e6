import { resolve } from 'node:path';
import { numberOf } from '../../local/simulation/manyResponses.js';
import { peakBytes, reportMeasured } from './child.js';

/**
 * Child of `responses.ts`: the polling trigger, as built, run after run until all is delivered. Each page counts as
 * some seconds of its run's twenty minutes, so that runs end by themselves without anybody having to wait for it.
 * Throws an Error unless each response came once.
 */
const { cfg, count, pageMs } = JSON.parse(process.env.STEP ?? '{}');
const trigger = require(resolve(__dirname, '../../lib/triggers/getNewSurveyResponsesPolling.js'));
const { systemClock } = require(resolve(__dirname, '../../lib/qualtrics/client/options.js'));

let movedMs = 0;
const { now } = systemClock;
systemClock.now = () => now() + movedMs;

void reportMeasured(async () => {
  const seen = new Uint8Array(count);
  let delivered = 0;
  let snapshot: unknown = {};
  const peaks: number[] = [];
  const runs: number[] = [];
  const step = {
    emit: async (event: string, value: { body?: { results: { responseId: string }[] } }) => {
      if (event === 'error') throw value;
      if (event === 'snapshot') {
        snapshot = value;
        movedMs += pageMs;
      }
      for (const { responseId } of value.body?.results ?? []) {
        const number = numberOf(responseId);
        if (seen[number]) throw new Error(`Response ${responseId} came twice.`);
        seen[number] = 1;
        delivered += 1;
      }
    },
  };
  for (let before = -1; delivered < count && before < delivered; ) {
    before = delivered;
    await trigger.process.call(step, { body: {} }, cfg, snapshot);
    runs.push(delivered - before);
    peaks.push(peakBytes());
  }
  if (delivered !== count) throw new Error(`Of ${count} responses ${delivered} were delivered.`);
  return { runs, peaks };
});
