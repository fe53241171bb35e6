import assert from 'node:assert/strict';
import type { Bench } from './sandbox.js';
import { runStep } from './step.js';

/**
 * A step on contacts that are looked up, by email and in the first directory by its id unless told otherwise: given a
 * message and what else is configured.
 */
export function contactStep(
  bench: Bench,
  module: Parameters<typeof runStep>[0],
  directoryId = () => bench.tenant.directories[0]?.options.directoryId ?? assert.fail(),
) {
  return (body: Record<string, unknown>, cfg: Record<string, unknown> = {}) =>
    runStep(module, {
      cfg: {
        ...bench.credential,
        objectType: 'contacts',
        lookupCriteria: 'email',
        directoryMatchCriteria: 'directoryId',
        ...cfg,
      },
      body: { directory: directoryId(), ...body },
    });
}
