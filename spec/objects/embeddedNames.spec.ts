import assert from 'node:assert/strict';
import { messageOf } from '../support/step.js';
import { useUpserts } from '../support/upserts.js';

describe('Names of embedded data', () => {
  const { bench, directory, upsertOf, whole } = useUpserts();
  const stored = (embeddedData: Record<string, string>) =>
    directory().create({ email: 'jo@example.com', embeddedData });
  const embedded = (id: string) => directory().contacts.get(id)?.embeddedData;

  it('that differ by case only are one: the stored one keeps its spelling and gets the value', async () => {
    const { id } = stored({ Level: 'low', region: 'north' });
    await upsertOf('jo@example.com', { embeddedData: { level: 'high', REGION: 'south', new: 'x' } });
    assert.deepEqual(embedded(id), { Level: 'high', region: 'south', new: 'x' });
  });

  it('that are stored in both cases are told apart by the exact one', async () => {
    const { id } = stored({ Level: 'a', level: 'b' });
    await upsertOf('jo@example.com', { embeddedData: { level: 'c' } });
    assert.deepEqual(embedded(id), { Level: 'a', level: 'c' });
  });

  it('that come twice with two values are refused before any request', async () => {
    const message = await messageOf(upsertOf('jo@example.com', { embeddedData: { Level: 'a', level: 'b' } }));
    assert.match(message, /"Embedded Data" has "Level" and "level" with different values/);
    assert.equal(bench.sandbox.requests.length, 0);
  });

  it('that come twice with one value are sent once', async () => {
    const id = await upsertOf('jo@example.com', { embeddedData: { Level: 'a', level: 'a' } });
    assert.deepEqual(embedded(id), { Level: 'a' });
  });

  it('may be those of properties that every object has', async () => {
    const { id } = stored({ toString: 'a' });
    await upsertOf('jo@example.com', { embeddedData: { constructor: 'b', hasOwnProperty: 'c' } });
    assert.deepEqual(embedded(id), { toString: 'a', constructor: 'b', hasOwnProperty: 'c' });
  });

  it('with a stored null do not keep the contact from being updated', async () => {
    const { id } = stored(JSON.parse('{"odd": null, "a": "b"}'));
    await upsertOf('jo@example.com', { embeddedData: { level: 'high' } });
    assert.deepEqual(embedded(id), { a: 'b', level: 'high' });
  });

  it('with a stored null get a value that is sent', async () => {
    const { id } = stored(JSON.parse('{"Level": null}'));
    await upsertOf('jo@example.com', { embeddedData: { level: 'high' } });
    assert.deepEqual(embedded(id), { Level: 'high' });
  });

  it('stay when none is sent, and the map is not sent then', async () => {
    stored(JSON.parse('{"odd": null, "a": "b"}'));
    const { embeddedData } = await whole('jo@example.com', { firstName: 'Jo' });
    assert.deepEqual(embeddedData, { odd: null, a: 'b' });
  });
});
