import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Demo } from '../demo/demo.js';
import { runAll } from '../demo/steps.js';
import { COMPONENT_PATH } from '../elasticio/componentPath.js';
import { openSession } from '../session/session.js';
import { UsageError } from '../session/usageError.js';
import { runCommand } from './command.js';

/** `npm start`: every trigger and action at work, through the real sailor. `--write` lets it write to a real brand. */
async function main(): Promise<number> {
  if (!existsSync(resolve(COMPONENT_PATH, 'lib'))) {
    throw new UsageError('The component is not built yet: run "npm ci" first.');
  }
  const session = await openSession();
  try {
    const { isReal, platform } = session;
    const brand = isReal ? 'your Qualtrics brand' : `the sandbox at ${process.env.QUALTRICS_BASE_URL}`;
    const broker = platform.broker.isInMemory ? 'an in-memory broker' : 'RabbitMQ';
    console.log(`The Qualtrics component in the real sailor, over ${broker}, against ${brand}.`);
    const demo = new Demo(session);
    await runAll(demo, session, !isReal || process.argv.includes('--write'));
    return demo.end();
  } finally {
    await session.close();
  }
}

runCommand(main);
