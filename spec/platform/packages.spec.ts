import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** Loads what runs in production in a process of its own, and prints the files of packages that came with it. */
const LOAD = `
  for (const path of process.argv.slice(1)) require(path);
  console.log(Object.keys(require.cache).join('\\n'));
  process.exit(0);
`;

describe('Packages that come with those of the platform', () => {
  it('are not loaded, but for the one that makes ids', () => {
    const { triggers, actions } = JSON.parse(readFileSync(resolve(root, 'component.json'), 'utf8'));
    const steps = Object.values<{ main: string }>({ ...triggers, ...actions }).map(({ main }) => resolve(root, main));
    const sailor = resolve(root, 'node_modules/elasticio-sailor-nodejs/lib/sailor.js');
    const modules = [...steps, resolve(root, 'verifyCredentials.js'), sailor];
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', LOAD, ...modules], { encoding: 'utf8' });
    const loaded = new Set([...stdout.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].map(([, name]) => name));
    // Both are there, so the list is one.
    for (const name of ['elasticio-node', 'uuid']) assert.ok(loaded.has(name), `${name} is not loaded: ${stderr}`);
    for (const name of ['request', 'tough-cookie', 'har-validator']) assert.ok(!loaded.has(name), `${name} is loaded`);
  });
});
