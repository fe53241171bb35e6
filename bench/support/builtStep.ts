import { resolve } from 'node:path';
import { reportMeasured } from './child.js';

/** Child of a bench: an action, as built, for one message. */
const { key, cfg, body } = JSON.parse(process.env.STEP ?? '{}');
const action = require(resolve(__dirname, `../../lib/actions/${key}.js`));
const step = { emit: async () => undefined };

void reportMeasured(async () => {
  await action.process.call(step, { body }, cfg, {});
});
