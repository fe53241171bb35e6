import assert from 'node:assert/strict';
import { directoryProperties, lookupProperties, readDirectory } from '../../src/forms/objectForm.js';
import { contacts } from '../../src/objects/contacts/contactType.js';
import { mailingLists } from '../../src/objects/mailingLists/mailingListType.js';
import type { ObjectType } from '../../src/objects/objectType.js';

describe('The form of an object type without directories', () => {
  const type: ObjectType = { ...mailingLists, key: 'surveys', hasDirectory: false };

  it('asks for no directory', () => {
    assert.deepEqual(Object.keys(lookupProperties({}, type, true)), ['lookupCriteriaValue']);
    assert.deepEqual(directoryProperties({}, type), {});
    assert.deepEqual(Object.keys(lookupProperties({}, contacts, true)), ['lookupCriteriaValue', 'directory']);
  });

  it('reads none, whatever is filled in', () => {
    assert.deepEqual(readDirectory(type, {}, {}), { kind: 'none' });
    assert.deepEqual(readDirectory(type, { directoryMatchCriteria: 'directoryId' }, { directory: 'POOL_1' }), {
      kind: 'none',
    });
  });
});
