import assert from 'node:assert/strict';
import { BoundedMap } from '../../src/util/boundedMap.js';

describe('A bounded map', () => {
  it('forgets the entry written longest ago when there are too many', () => {
    const map = new BoundedMap<number>({ most: 2 });
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    map.set('c', 4);
    assert.deepEqual([map.get('a'), map.get('b'), map.get('c'), map.size], [3, undefined, 4, 2]);
  });

  it('forgets each entry after its lifetime, counted from when it was written last', () => {
    let nowMs = 0;
    const map = new BoundedMap<number>({ most: 9, lifetimeMs: 300_000 }, () => nowMs);
    map.set('a', 1);
    map.set('b', 1);
    nowMs = 200_000;
    map.set('b', 2);
    nowMs = 299_999;
    assert.equal(map.get('a'), 1);
    nowMs = 300_000;
    assert.deepEqual([map.get('a'), map.get('b')], [undefined, 2]);
    nowMs = 500_000;
    assert.deepEqual([map.get('b'), map.size], [undefined, 0]);
  });
});
