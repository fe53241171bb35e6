import assert from 'node:assert/strict';
import { demoTenant } from '../../../local/sandbox/brand/demoTenant.js';

describe('The demo brand', () => {
  it('is the same from the same seed', () => {
    const now = () => Date.UTC(2026, 0, 1);
    const contactsOf = (seed: number) => [...(demoTenant({ seed, now }).directories[0]?.contacts.values() ?? [])];
    assert.deepEqual(contactsOf(3), contactsOf(3));
    assert.notDeepEqual(contactsOf(3), contactsOf(4));
  });
});
