import { setTimeout as pause } from 'node:timers/promises';
import { runCommand, typedArguments } from '../../local/commands/command.js';
import { megabytes } from '../support/report.js';
import { Deeds } from './deeds.js';
import { openGround, type SoakGround } from './ground.js';
import { type Deed, Ledger } from './ledger.js';

/**
 * `npm run soak [-- --minutes N --seed N]`: trigger, upserts, lookups and exports at once against a sandbox that fails at
 * random, then every effect held against the sandbox's own books. Ends with 1 when anything was lost or doubled.
 */

const WRITERS = 4;
const INDEX_LAG_LIMIT_MS = 65_000;
const MINUTE_MS = 60_000;

async function main(): Promise<number> {
  const number = { type: 'string', default: '1' } as const;
  const { values } = typedArguments({ options: { minutes: number, seed: number } });
  const ground = await openGround(Number(values.seed));
  try {
    const ledger = new Ledger();
    const deeds = new Deeds(ground, ledger);
    const memoryAtStart = process.memoryUsage.rss();
    const requests = await workFor(Number(values.minutes), ground, deeds, ledger);
    await settle(ground, deeds);
    ledger.audit(ground.directory);
    console.log(
      `\n${values.minutes} minutes, seed ${values.seed}: ${requests + ground.sandbox.requests.length} requests`,
    );
    report(ledger);
    const memoryAtEnd = process.memoryUsage.rss();
    console.log(
      `memory   ${megabytes(memoryAtStart)} at the start, ${megabytes(memoryAtEnd)} at the end (with the sandbox)`,
    );
    return ledger.isFine ? 0 : 1;
  } finally {
    await ground.close();
  }
}

/** Everything at once for so long; gives how many requests that took. */
async function workFor(minutes: number, ground: SoakGround, deeds: Deeds, ledger: Ledger): Promise<number> {
  const { random, sandbox } = ground;
  let isOver = false;
  const again = async (work: () => Promise<unknown>, pauseMs: () => number): Promise<void> => {
    while (!isOver) {
      await work();
      await pause(pauseMs());
    }
  };
  const work = [
    ...Array.from({ length: WRITERS }, (_, writer) =>
      again(
        () => deeds.upsert(writer),
        () => random.below(100),
      ),
    ),
    again(
      () => deeds.lookUp(),
      () => 150,
    ),
    again(
      () => deeds.export(),
      () => 500,
    ),
    again(
      () => deeds.poll(),
      () => 1000,
    ),
  ];
  let requests = 0;
  for (let minute = 1; minute <= minutes; minute += 1) {
    await pause(MINUTE_MS);
    // The list of requests is for specs; kept for so long, it would look like a leak of the component's.
    requests += sandbox.requests.length;
    sandbox.requests.length = 0;
    console.log(`minute ${minute}: ${ledger.summary()}, ${megabytes(process.memoryUsage.rss())}`);
  }
  isOver = true;
  await Promise.all(work);
  return requests;
}

/** No more faults; polls until nothing is left that the index may have shown late. */
async function settle({ sandbox }: SoakGround, deeds: Deeds): Promise<void> {
  sandbox.faults.clear();
  await pause(INDEX_LAG_LIMIT_MS);
  while ((await deeds.poll()) > 0) await pause(100);
}

function report(ledger: Ledger): void {
  const { retried, delivered, lost, doubled } = ledger.totals();
  for (const deed of ['upserts', 'lookups', 'exports', 'polls'] satisfies Deed[]) {
    const { done, errors } = ledger.counts(deed);
    console.log(`${deed.padEnd(8)} ${done}, and ${errors} that ended with an error`);
  }
  console.log(`retries  ${retried}\ndelivered ${delivered} changes\nlost     ${lost}\ndoubled  ${doubled}`);
}

runCommand(main);
