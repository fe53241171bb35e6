import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DialectSchema, misfits } from './support/metadata.js';

const root = resolve(__dirname, '..');
const MAX_LINE = 140;
const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(resolve(root, 'component.json'), 'utf8'));
const steps: Record<string, { title: string; main: string; fields: Record<string, { label: string }> }> = {
  ...manifest.triggers,
  ...manifest.actions,
};

/** Examples as the README marks them: a fence of `json`, direction, step and configuration. */
const examples = [...readme.matchAll(/```json (in|out) (\w+) (\{.*\})\n([\s\S]*?)```/g)].map(
  ([, direction = '', key = '', cfg = '', json = '']) => ({
    direction,
    key,
    cfg: JSON.parse(cfg),
    body: JSON.parse(json),
  }),
);

describe('README', () => {
  for (const { direction, key, cfg, body } of examples) {
    it(`shows what goes ${direction} ${direction === 'in' ? 'to' : 'of'} ${key} as the step declares it`, async () => {
      const module = require(resolve(root, steps[key]?.main ?? ''));
      const schema: DialectSchema = (await module.getMetaModel(cfg))[direction];
      assert.deepEqual(misfits(body, schema), []);
      const unknown = Object.keys(body).filter((name) => !schema.properties?.[name]);
      assert.deepEqual(unknown, []);
    });
  }

  it('has an example out of every step, and in to every action', () => {
    const named = (direction: string) => examples.filter((one) => one.direction === direction).map(({ key }) => key);
    assert.deepEqual(new Set(named('out')), new Set(Object.keys(steps)));
    assert.deepEqual(new Set(named('in')), new Set(Object.keys(manifest.actions)));
  });

  it('describes every step and every field under the name that the UI shows', () => {
    for (const { title, fields } of Object.values(steps)) {
      const section = readme.split(`### ${title}\n`)[1]?.split('\n### ')[0] ?? assert.fail(title);
      for (const { label } of Object.values(fields)) assert.ok(section.includes(`**${label}**`), `${title}: ${label}`);
    }
    for (const { label } of Object.values<{ label: string }>(manifest.credentials.fields))
      assert.ok(readme.includes(`**${label}**`), label);
    for (const name of Object.keys(manifest.envVars)) assert.ok(readme.includes(`\`${name}\``), name);
  });

  it('links to headings that exist', () => {
    const slugs = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, link = ''] of readme.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(slugs.includes(link), link);
  });

  it('keeps every line of prose short enough to read, here and in docs', () => {
    const documents = [
      'README.md',
      'CONTRIBUTING.md',
      ...readdirSync(resolve(root, 'docs')).map((name) => `docs/${name}`),
    ];
    for (const document of documents.filter((name) => name.endsWith('.md'))) {
      const prose = readFileSync(resolve(root, document), 'utf8')
        .replace(/```[\s\S]*?```/g, '')
        .split('\n');
      const isProse = (line: string): boolean => !/^(\||<img| {4})/.test(line);
      assert.deepEqual(
        prose.filter((line) => isProse(line) && line.length > MAX_LINE),
        [],
        document,
      );
    }
  });
});
