import assert from 'node:assert/strict';
import { RateLimitGate } from '../../src/qualtrics/client/rateLimitGate.js';
import { manualClock } from '../support/manualClock.js';

const MINUTE_MS = 60_000;
const LATENCY_MS = 200;

/** A leaky bucket of so many requests a minute, behind the gate. */
function limitedServer(perMinute: number, retryAfterMs: number) {
  const clock = manualClock();
  const gate = new RateLimitGate();
  const seen = { done: 0, refused: 0 };
  let level = 0;
  let atMs = 0;
  const ask = async (): Promise<'done' | 'refused'> => {
    await clock.sleep(LATENCY_MS);
    level = Math.max(0, level - ((clock.now() - atMs) / MINUTE_MS) * perMinute);
    atMs = clock.now();
    const result = level + 1 > perMinute ? 'refused' : 'done';
    if (result === 'done') level += 1;
    seen[result] += 1;
    return result;
  };
  const untilDone = async (): Promise<void> => {
    for (;;) {
      const pass = await gate.enter('host', clock);
      const result = await ask();
      pass.report(result === 'refused' ? clock.now() + retryAfterMs : undefined);
      pass.leave();
      if (result === 'done') return;
    }
  };
  return { clock, seen, untilDone };
}

describe('The rate limit gate', () => {
  it('lets everybody go at once where there is no limit', async () => {
    const { clock, seen, untilDone } = limitedServer(1000, 1000);
    await clock.run(Promise.all(Array.from({ length: 50 }, untilDone)));
    assert.deepEqual([clock.now(), seen.refused], [LATENCY_MS, 0]);
  });

  it('gets 700 requests of ten messages through a quota of 500 a minute with few refusals', async () => {
    const { clock, seen, untilDone } = limitedServer(500, 10_000);
    const message = async (): Promise<void> => {
      for (let request = 0; request < 70; request += 1) await untilDone();
    };
    await clock.run(Promise.all(Array.from({ length: 10 }, message)));
    assert.equal(seen.done, 700);
    assert.ok(seen.refused <= 40, `${seen.refused} refusals`);
  });

  it('lets nobody wait for the rest of a download after a limit was met', async () => {
    const clock = manualClock();
    const gate = new RateLimitGate();
    let isDownloaded = false;
    const download = async (): Promise<void> => {
      const pass = await gate.enter('host', clock);
      await clock.sleep(LATENCY_MS);
      pass.leave();
      await clock.sleep(10 * MINUTE_MS);
      isDownloaded = true;
    };
    const request = async (heldForMs?: number): Promise<void> => {
      const pass = await gate.enter('host', clock);
      await clock.sleep(LATENCY_MS);
      pass.report(heldForMs && clock.now() + heldForMs);
      pass.leave();
    };
    const others = async (): Promise<void> => {
      await clock.sleep(MINUTE_MS);
      await request(1000);
      await request();
      assert.equal(isDownloaded, false);
    };
    await clock.run(Promise.all([download(), others()]));
    assert.equal(isDownloaded, true);
  });

  it('is not misled by fifty requests that were under way when the limit was met', async () => {
    const { clock, seen, untilDone } = limitedServer(10, 30_000);
    await clock.run(Promise.all(Array.from({ length: 60 }, untilDone)));
    assert.equal(seen.done, 60);
    assert.ok(seen.refused <= 50 + 60, `${seen.refused} refusals`);
  });
});
