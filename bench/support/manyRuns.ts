import { resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Measured, reportMeasured } from './child.js';

/** What a directory took that was polled until nothing was left. */
export interface ManyRuns extends Measured {
  readonly runs: number;
  /** The longest run, by the step's own clock. */
  readonly longestMinutes: number;
  readonly delivered: number;
  /** Of all ids that came: it is that of the directory when each came once. */
  readonly checksum: number;
  /** Resident set at each second, in bytes. */
  readonly memory: readonly number[];
}

/** Child of `million.ts`: the trigger as built, run after run, each with the snapshot of the one before it. */
const { cfg, speed } = JSON.parse(process.env.STEP ?? '{}') as { cfg: object; speed: number };
const trigger = require(resolve(__dirname, '../../lib/triggers/getNewAndUpdatedObjectsPolling.js'));
const { systemClock } = require(resolve(__dirname, '../../lib/qualtrics/client/options.js'));

const MINUTE_MS = 60_000;

async function main(): Promise<Omit<ManyRuns, keyof Measured>> {
  const startedMs = Date.now();
  systemClock.now = () => startedMs + (Date.now() - startedMs) * speed;
  const memory: number[] = [];
  const timer = setInterval(() => memory.push(process.memoryUsage.rss()), 1000);
  let checksum = 0;
  let snapshot: unknown = {};
  let delivered = 0;
  let runs = 0;
  let longestMs = 0;
  for (let isLeft = true; isLeft; ) {
    isLeft = false;
    const emit = async (event: string, value: { body: { result: { contactId: string }[] } }): Promise<void> => {
      if (event === 'snapshot') snapshot = structuredClone(value);
      if (event !== 'data') return;
      isLeft = true;
      delivered += value.body.result.length;
      for (const { contactId } of value.body.result) checksum += crc32(contactId);
    };
    const before = systemClock.now();
    await trigger.process.call({ emit }, { body: {} }, cfg, snapshot);
    runs += 1;
    longestMs = Math.max(longestMs, systemClock.now() - before);
  }
  clearInterval(timer);
  return { runs, longestMinutes: longestMs / MINUTE_MS, delivered, checksum, memory };
}

void reportMeasured(main);
