import assert from 'node:assert/strict';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

describe('Libraries of the sandbox', () => {
  const bench = useSandbox();
  const path = '/libraries/UR_0SandboxUser001/messages';

  it('list their messages by category, and give each with its text', async () => {
    type Listed = { elements: { id: string; description: string }[] };
    const [message, ...others] = (await ask<Listed>(bench, `GET ${path}?category=invite`)).result.elements;
    assert.deepEqual([message?.id, others.length], ['MS_0SandboxInvite1', 0]);
    type Message = { description: string; category: string; messages: Record<string, string> };
    const { result } = await ask<Message>(bench, `GET ${path}/${message?.id}`);
    assert.deepEqual([result.description, result.category], [message?.description, 'invite']);
    assert.equal(result.messages.en, bench.tenant.messages.find(({ id }) => id === message?.id)?.text);
  });

  it('are refused under another id', async () => {
    for (const other of [
      '/libraries/UR_none/messages',
      '/libraries/UR_none/messages/MS_0SandboxInvite1',
      `${path}/MS_none`,
    ]) {
      assert.equal((await ask(bench, `GET ${other}`)).status, 404, other);
    }
    assert.equal((await ask(bench, `GET ${path}?category=nonsense`)).status, 400);
  });
});
