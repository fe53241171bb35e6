import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { runCommand, typedArguments } from '../../local/commands/command.js';
import { COMPONENT_PATH } from '../../local/elasticio/componentPath.js';
import { readManifest, stepsOf } from '../../local/session/manifest.js';
import { calm, openGround, type SoakGround, trouble } from './ground.js';
import { Memory } from './memory.js';
import { imports, links, responseFiles } from './work/bulk.js';
import { contactDeletes, listDeletes, lookup, lookups, rawRequests } from './work/objects.js';
import { contactPoll, responsePoll, responseWebhook } from './work/polls.js';
import { contactUpserts, listUpserts } from './work/upserts.js';
import type { Work, WorkStarter } from './work.js';

/**
 * `npm run soak [-- --minutes N --seed N]`: every trigger and action at once, each under the real sailor in a process of
 * its own, against a sandbox and a platform that fail at random. In the first half processes are killed, too; in the
 * second half they live on, which shows whether their memory grows. Then every effect is held against the sandbox's own
 * books. Ends with 1 when anything was lost or doubled, or the memory of a process has grown. Over RabbitMQ with `AMQP_URI`.
 */

const WORKS: readonly WorkStarter[] = [
  contactPoll,
  responsePoll,
  responseWebhook,
  contactUpserts,
  listUpserts,
  lookup,
  lookups,
  contactDeletes,
  listDeletes,
  rawRequests,
  imports,
  links,
  responseFiles,
];
/** Later than the index shows writes, and than responses that were completed a minute ago have settled. */
const SETTLED_MS = 75_000;
const MINUTE_MS = 60_000;
const KILL_EVERY_MS = 2000;
const LATEST_END_MS = 5 * MINUTE_MS;

async function main(): Promise<number> {
  const number = { type: 'string', default: '1' } as const;
  const { values } = typedArguments({ options: { minutes: number, seed: number } });
  const minutes = Number(values.minutes);
  const ground = await openGround(Number(values.seed), process.env.AMQP_URI || undefined);
  const { books } = ground;
  try {
    const works: Work[] = [];
    for (const start of WORKS) works.push(await start(ground));
    const named = works.map(({ step }) => step.name.split(',')[0] ?? '');
    const missing = Object.keys(stepsOf(readManifest(COMPONENT_PATH))).filter((key) => !named.includes(key));
    if (missing.length > 0) throw new Error(`Nothing is done with ${missing.join(', ')}.`);
    const memory = new Memory(works.map(({ step }) => step));
    const requests = await workFor(minutes, ground, works, memory);
    await settle(ground, works);
    const left = ground.platform.storage.objects.size;
    if (left > books.kills + filesLost(works, ground)) books.note('doubled', `${left} files that no message names`);
    for (const { audit } of works) await audit?.();
    for (const grown of memory.grown()) books.note('grown', grown);
    const broker = ground.platform.broker.isInMemory ? 'an in-memory broker' : 'RabbitMQ';
    console.log(`\n${minutes} minutes over ${broker}, seed ${values.seed}: ${requests} requests`);
    books.print();
    memory.print();
    return books.isFine ? 0 : 1;
  } finally {
    await ground.close();
  }
}

/** Messages that ended with an error after their file was stored. */
function filesLost(works: readonly Work[], { books }: SoakGround): number {
  return works.reduce((sum, { step }) => sum + books.counts(step.name).errors, 0);
}

/** Everything at once for so long; gives how many requests that took. */
async function workFor(minutes: number, ground: SoakGround, works: readonly Work[], memory: Memory): Promise<number> {
  const { random, sandbox, books } = ground;
  const over = new AbortController();
  const { signal } = over;
  setMaxListeners(0, signal);
  const again = async (work: () => Promise<unknown>, pauseMs: () => number): Promise<void> => {
    while (!signal.aborted) {
      await work();
      await pause(pauseMs(), undefined, { signal }).catch(() => undefined);
    }
  };
  const halfMs = Date.now() + (minutes * MINUTE_MS) / 2;
  const kill = async (): Promise<void> => {
    if (Date.now() < halfMs && !signal.aborted) await random.pick(works).step.kill();
  };
  const working = new Set<string>();
  const workers = works.flatMap(({ step, workers = 1, pauseMs, round }) =>
    Array.from({ length: workers }, async (_, worker) => {
      const name = `${step.name} (${worker})`;
      working.add(name);
      await again(
        () => round(worker),
        () => random.below(pauseMs),
      );
      working.delete(name);
    }),
  );
  const troubles = [
    again(kill, () => random.below(2 * KILL_EVERY_MS)),
    again(
      async () => trouble(ground),
      () => 3000,
    ),
  ];
  let requests = 0;
  for (let minute = 1; minute <= minutes; minute += 1) {
    await pause(MINUTE_MS);
    // The list of requests is for specs; kept for so long, it would look like a leak.
    requests += sandbox.requests.length;
    sandbox.requests.length = 0;
    if (Date.now() > halfMs) memory.sample();
    console.log(`minute ${minute}: ${books.summary()}`);
  }
  over.abort();
  const all = Promise.all([...workers, ...troubles]);
  const end = new AbortController();
  await Promise.race([all, pause(LATEST_END_MS, undefined, { signal: end.signal })]);
  end.abort();
  for (const name of working) books.note('lost', `the end of ${name}: it hangs`);
  return requests + sandbox.requests.length;
}

/** No more faults; then whatever is left, until nothing is. */
async function settle(ground: SoakGround, works: readonly Work[]): Promise<void> {
  calm(ground);
  await pause(SETTLED_MS);
  for (const { step, settle: settleOne } of works) {
    console.log(`settling ${step.name}`);
    await settleOne?.();
  }
}

runCommand(main);
