import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setImmediate as everythingElse } from 'node:timers/promises';

/** What a process holds that it must give back: files, sockets, temporary files. */
function held(): Record<string, number> {
  const resources = process.getActiveResourcesInfo().filter((name) => /TCP|TLS|FSReq|Zlib/.test(name));
  const temporary = readdirSync(tmpdir()).filter((name) => name.startsWith('qualtrics-component-'));
  return {
    descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    resources: resources.length,
    temporary: temporary.length,
  };
}

/** What is held now; what it gives fails when more is held later. */
export function leakCheck(): () => Promise<void> {
  const before = held();
  return async () => {
    let now = held();
    // What was closed is given back in turns of the event loop; however slow the machine, it needs no more of them.
    for (let turns = 0; turns < MAX_TURNS && !fits(now, before); turns += 1) {
      await everythingElse();
      now = held();
    }
    assert.ok(fits(now, before), `${JSON.stringify(now)} is held where it was ${JSON.stringify(before)}`);
  };
}

const MAX_TURNS = 10_000;

function fits(now: Record<string, number>, before: Record<string, number>): boolean {
  return Object.entries(now).every(([what, count]) => count <= (before[what] ?? 0));
}
