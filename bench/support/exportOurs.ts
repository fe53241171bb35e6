import { resolve } from 'node:path';
import { reportMeasured } from './child.js';

/** Child of `exports.ts`: the action, as built. */
const action = require(resolve(__dirname, '../../lib/actions/getSurveyResponses.js'));
const { cfg, body } = JSON.parse(process.env.STEP ?? '{}');
const step = { emit: async () => undefined };

void reportMeasured(async () => {
  await action.process.call(step, { body }, cfg, {});
});
