import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BEHAVIOUR } from '../../../local/sandbox/routes/behaviourSchema.js';
import { FAULT } from '../../../local/sandbox/routes/faultSchema.js';
import { useSandbox } from '../../support/sandbox.js';

const text = readFileSync(resolve(__dirname, '../../../docs/sandbox.md'), 'utf8');

describe('docs/sandbox.md', () => {
  const bench = useSandbox();

  it('has every behaviour, with its default', () => {
    for (const name of Object.keys(BEHAVIOUR)) assert.ok(text.includes(`\n| \`${name}\` `), name);
    for (const [, name = '', told = ''] of text.matchAll(/^\| `(\w+)` +\| ([^|]+?) +\| \S/gm)) {
      const value: unknown = Reflect.get(bench.tenant.behaviour, name);
      if (value === undefined || name === 'noticePausesMs') continue;
      const plain = told.replaceAll('`', '').replaceAll(',', '');
      assert.equal(plain, typeof value === 'string' ? value : JSON.stringify(value), name);
    }
  });

  it('has every fault with what belongs to it', () => {
    for (const { properties } of FAULT.oneOf) {
      const { kind, ...others } = properties;
      const row = text.split('\n').find((line) => line.startsWith(`| \`${kind.const}\``)) ?? '';
      for (const name of Object.keys(others)) assert.ok(row.includes(`\`${name}\``), `${kind.const}: ${name}`);
    }
  });

  it('has every route of the sandbox’s own', () => {
    const own = bench.sandbox.routes.filter((route) => route.includes(' /sandbox'));
    for (const route of own) assert.ok(text.includes(`\`${route}\``), route);
    assert.ok(own.length >= 9);
  });
});
