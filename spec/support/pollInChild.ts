import { startPlatform } from '../../local/platform/platform.js';

/**
 * A trigger under the real sailor in a process of its own, so that a test can kill it: configuration and snapshot come
 * as JSON in `POLL`, each output goes to stdout as a line of JSON.
 */
async function main(): Promise<void> {
  process.env.LOG_LEVEL = 'fatal';
  const { cfg, snapshot } = JSON.parse(process.env.POLL ?? '{}');
  const platform = await startPlatform();
  const step = await platform.startStep({
    key: 'getNewAndUpdatedObjectsPolling',
    cfg,
    snapshot,
    onOutput: (output) => process.stdout.write(`${JSON.stringify(output)}\n`),
  });
  await step.send({});
  await step.idle();
  await platform.close();
}

void main();
