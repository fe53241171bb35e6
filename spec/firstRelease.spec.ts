import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { useExports } from './support/exports.js';
import { SCENARIOS, withoutChance } from './support/firstRelease.js';

/**
 * What the steps of release 1.0.0 asked Qualtrics for, and what they emitted; recorded with its own code
 * (`RECORD_FIRST_RELEASE=1` with this file and `support/firstRelease.ts` put into that commit).
 */
const RECORDED = resolve(__dirname, 'snapshots/firstRelease.json');

interface Recorded {
  readonly requests: readonly string[];
  readonly emitted: readonly string[];
}

/** What is asked otherwise since, and why. */
const CHANGED: Readonly<Record<string, (recorded: Recorded) => Recorded>> = {
  // What was found by looking for it has just been read: 1.0.0 read it twice.
  'finds a contact that was created though the answer was lost': ({ requests, emitted }) => ({
    requests: requests.filter((request, index) => request !== requests[index - 1]),
    emitted,
  }),
};

describe('A flow of release 1.0.0', () => {
  const { bench } = useExports();
  const record: Record<string, Recorded> = {};

  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    it(`${name} with the same requests, and emits the same`, async () => {
      const emitted = await scenario(bench);
      const requests = bench.sandbox.requests.map(({ method, url, body }) => [method, decodeURIComponent(url), body]);
      const ran = JSON.parse(withoutChance({ requests, emitted })) as { requests: unknown[]; emitted: unknown[] };
      const texts = (values: unknown[]): string[] => values.map((value) => JSON.stringify(value));
      record[name] = { requests: texts(ran.requests), emitted: texts(ran.emitted) };
      if (process.env.RECORD_FIRST_RELEASE) return;
      const all = JSON.parse(readFileSync(RECORDED, 'utf8')) as Record<string, Recorded>;
      const recorded = all[name] ?? assert.fail(`nothing recorded of "${name}"`);
      assert.deepEqual(record[name], CHANGED[name]?.(recorded) ?? recorded);
    });
  }

  after(() => {
    if (process.env.RECORD_FIRST_RELEASE) writeFileSync(RECORDED, `${JSON.stringify(record, null, 2)}\n`);
  });
});
