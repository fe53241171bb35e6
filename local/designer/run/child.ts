import { type Platform, startPlatform } from '../../elasticio/platform.js';
import type { RunningStep } from '../../elasticio/runningStep.js';
import type { ChildStart, FromChild, ToChild } from './childMessages.js';

/**
 * The process of one run: a platform of its own with the real sailor in it. It is told by messages what to run, tells
 * by messages what comes of it, and ends when the run does, or when the designer is gone.
 */

let stopAsked: () => void = () => undefined;
const stopped = new Promise<void>((resolve) => {
  stopAsked = resolve;
});

function tell(message: FromChild): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(message, () => resolve());
    else resolve();
  });
}

async function runStep(platform: Platform, start: ChildStart): Promise<void> {
  const { key, cfg, snapshot, componentPath, env, isWebhook } = start;
  const step = await platform.startStep({
    key,
    cfg,
    snapshot,
    componentPath,
    env,
    startup: isWebhook,
    onOutput: (output) => void tell({ kind: 'output', at: Date.now(), output }),
    onLog: (line) => void process.stdout.write(`${line}\n`),
  });
  if (isWebhook) return listen(step);
  await step.send(start.body, { attachments: start.attachments });
  await Promise.race([step.idle(), stopped]);
}

/** Waits for requests until it is stopped; then what it subscribed to is unsubscribed. */
async function listen(step: RunningStep): Promise<void> {
  await tell({ kind: 'listening', at: Date.now(), address: step.webhookUrl });
  await stopped;
  await step.shutdown();
}

async function main(start: ChildStart): Promise<void> {
  try {
    const platform = await startPlatform({ amqpUri: start.amqpUri });
    await runStep(platform, start);
    await tell({ kind: 'done' });
  } catch (error) {
    await tell({ kind: 'failed', message: (error as Error).message });
  } finally {
    // Not closed piece by piece: all of it is in this process, or listens to its end.
    process.exit();
  }
}

process.on('message', (message: ToChild) => {
  if (message.kind === 'start') void main(message.start);
  else stopAsked();
});
process.once('disconnect', () => stopAsked());
