import assert from 'node:assert/strict';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../local/sandbox/server.js';
import { wrongIn } from './traffic.js';

/** A sandbox whose end fails when a request or an answer was other than its OpenAPI says. */
export async function startCheckedSandbox(options: SandboxOptions): Promise<Sandbox> {
  const wrong: string[] = [];
  const sandbox = await startSandbox({ ...options, observe: (exchange) => void wrong.push(...wrongIn(exchange)) });
  const close = sandbox.close.bind(sandbox);
  return Object.assign(sandbox, {
    async close() {
      await close();
      assert.deepEqual(wrong, []);
    },
  });
}
