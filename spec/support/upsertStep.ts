import assert from 'node:assert/strict';
import * as upsertObject from '../../src/actions/upsertObject.js';
import { contactStep } from './contactStep.js';
import { useSandbox } from './sandbox.js';

/** The step Upsert Object, by email unless told otherwise, and what it did to the sandbox's second directory. */
export function useUpsertStep() {
  const bench = useSandbox({ speed: 200 });
  const directory = () => bench.tenant.directories[1] ?? assert.fail();
  const upsert = contactStep(bench, upsertObject, () => directory().options.directoryId);
  const idIn = (run: { data: unknown[] }) => (run.data[0] as { contactId: string }).contactId;
  const stored = (id: string) => directory().contacts.get(id) ?? assert.fail(`no contact ${id}`);
  const withEmail = (email: string) => [...directory().contacts.values()].filter((contact) => contact.email === email);
  const creates = () => bench.calls().filter((call) => /^POST .*\/contacts$/.test(call)).length;
  return { bench, directory, upsert, idIn, stored, withEmail, creates };
}
