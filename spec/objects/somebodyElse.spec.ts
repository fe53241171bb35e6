import assert from 'node:assert/strict';
import * as deleteObject from '../../src/actions/deleteObject.js';
import * as lookupObject from '../../src/actions/lookupObject.js';
import * as upsertObject from '../../src/actions/upsertObject.js';
import { contactStep } from '../support/contactStep.js';
import { useSandbox } from '../support/sandbox.js';

/**
 * The kind of fault: a search that gives a contact which does not have the value that was looked for (a filter that
 * Qualtrics does not heed, an answer to another question), and somebody else is deleted, changed or shown.
 */
describe('A search that gives somebody else', () => {
  const bench = useSandbox();
  const directory = () => bench.tenant.directories[0] ?? assert.fail();
  const steps = (module: Parameters<typeof contactStep>[1]) => contactStep(bench, module);
  const found = (fields: Record<string, string>): string => {
    const { id } = directory().create(fields);
    const { externalDataReference, phoneNumber, ...others } = {
      externalDataReference: fields.extRef ?? null,
      phoneNumber: fields.phone ?? null,
      ...fields,
    };
    const { extRef: _, phone: __, ...same } = others as Record<string, unknown>;
    const value = [{ id, ...same, externalDataReference, phoneNumber, creationDate: 0, lastModified: 0 }];
    bench.sandbox.faults.add({
      match: /search/,
      fault: { kind: 'edit', path: 'result.elements', value },
      times: Number.POSITIVE_INFINITY,
    });
    return id;
  };
  const SOMEBODY = { email: 'sue@example.com', phone: '+1 555 0199', extRef: 'C-1000' };
  const LOOKED_FOR = { email: 'jo@example.com', phone: '+1 555 0100', extRef: 'C-1' };

  for (const lookupCriteria of ['email', 'phone', 'extRef'] as const) {
    const body = { lookupCriteriaValue: LOOKED_FOR[lookupCriteria] };

    it(`has nobody deleted by ${lookupCriteria}`, async () => {
      const id = found(SOMEBODY);
      assert.deepEqual((await steps(deleteObject)(body, { lookupCriteria })).data, [{}]);
      assert.ok(directory().contacts.has(id));
    });

    it(`has nobody changed by ${lookupCriteria}`, async () => {
      const id = found(SOMEBODY);
      const before = directory().contacts.get(id);
      const run = await steps(upsertObject)({ ...body, firstName: 'Jo' }, { lookupCriteria });
      assert.notEqual((run.data[0] as { contactId: string }).contactId, id);
      assert.deepEqual(directory().contacts.get(id), before);
    });

    it(`shows nobody by ${lookupCriteria}`, async () => {
      found(SOMEBODY);
      assert.deepEqual((await steps(lookupObject)(body, { lookupCriteria, allowZeroResults: true })).data, [{}]);
    });
  }

  const SAME: readonly (readonly ['email' | 'phone' | 'extRef', string, string])[] = [
    ['email', 'Jo@Example.com', 'jo@example.com'],
    ['email', 'café@example.com', 'cafe@example.com'],
    ['phone', '+1 555 0100 200', '00 1 (555) 0100-200'],
    ['phone', '+49 30 123456', '030 123456'],
    ['phone', '+49 30 123456', '+49 (0)30 123456'],
    ['phone', '1-800-FLOWERS', '1-800-356-9377'],
    ['extRef', `R-${'x'.repeat(60)}`, `R-${'x'.repeat(90)}`],
    ['extRef', 'R 1', 'r1'],
    ['extRef', '---', '--'],
  ];
  for (const [lookupCriteria, stored, sent] of SAME) {
    it(`is believed where Qualtrics may compare so: ${stored.slice(0, 20)} for ${sent.slice(0, 20)}`, async () => {
      const id = found({ [lookupCriteria]: stored });
      const run = await steps(lookupObject)({ lookupCriteriaValue: sent }, { lookupCriteria });
      assert.equal((run.data[0] as { contactId: string }).contactId, id);
    });
  }
});
