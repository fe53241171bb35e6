import { startPlatform } from '../../local/elasticio/platform.js';

/**
 * A step under the real sailor in a process of its own, so that it can be killed: its key, configuration, message and
 * snapshot come as JSON in `STEP`, each output goes to stdout as a line of JSON. With `dieAfter` the process kills
 * itself at the data message of that number.
 */
async function main(): Promise<void> {
  process.env.LOG_LEVEL = 'fatal';
  const { key, cfg, body = {}, snapshot = {}, dieAfter } = JSON.parse(process.env.STEP ?? '{}');
  let data = 0;
  const platform = await startPlatform();
  const step = await platform.startStep({
    key,
    cfg,
    snapshot,
    onOutput(output) {
      // Written before it goes on: stdout is a pipe.
      process.stdout.write(`${JSON.stringify(output)}\n`);
      if (output.kind !== 'data') return;
      data += 1;
      if (data === dieAfter) process.kill(process.pid, 'SIGKILL');
    },
  });
  await step.send(body);
  await step.idle();
  await platform.close();
}

void main();
