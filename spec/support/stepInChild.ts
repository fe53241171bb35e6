import { startPlatform } from '../../local/elasticio/platform.js';

/**
 * A step under the real sailor in a process of its own, so that a test can kill it: its key, configuration, message
 * and snapshot come as JSON in `STEP`, each output goes to stdout as a line of JSON.
 */
async function main(): Promise<void> {
  process.env.LOG_LEVEL = 'fatal';
  const { key, cfg, body = {}, snapshot = {} } = JSON.parse(process.env.STEP ?? '{}');
  const platform = await startPlatform();
  const step = await platform.startStep({
    key,
    cfg,
    snapshot,
    onOutput: (output) => process.stdout.write(`${JSON.stringify(output)}\n`),
  });
  await step.send(body);
  await step.idle();
  await platform.close();
}

void main();
