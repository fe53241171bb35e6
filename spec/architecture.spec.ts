import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const src = resolve(__dirname, '../src');

/** What each folder may import; the arrows of the picture in README.md. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  input: [],
  polling: [],
  qualtrics: ['input'],
  objects: ['input', 'qualtrics'],
  platform: ['input', 'qualtrics'],
  actions: ['input', 'qualtrics', 'objects', 'platform'],
  triggers: ['input', 'qualtrics', 'objects', 'platform', 'polling'],
  '.': ['input', 'qualtrics', 'objects', 'platform', 'polling'],
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, path = '']) => path);
}

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '.';
}

describe('Architecture', () => {
  for (const file of files) {
    it(`${file} imports from below only`, () => {
      const folder = folderOf(file);
      const allowed = [folder, ...(ARROWS[folder] ?? assert.fail(`The folder ${folder} is not in the picture.`))];
      for (const path of importsOf(file).filter((one) => one.startsWith('.'))) {
        const target = folderOf(relative(src, resolve(join(src, file), '..', path)));
        assert.ok(allowed.includes(target), `${path} points up`);
      }
    });
  }

  it('has no circles: of two files, at most one needs the other', () => {
    const needs = new Map(
      files.map((file) => {
        const relatives = importsOf(file).filter((path) => path.startsWith('.'));
        return [
          file,
          relatives.map((path) => relative(src, resolve(join(src, file), '..', path)).replace(/js$/, 'ts')),
        ];
      }),
    );
    const visit = (file: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(file), [...trail.slice(trail.indexOf(file)), file].join(' → '));
      for (const next of needs.get(file) ?? []) visit(next, [...trail, file]);
    };
    for (const file of files) visit(file, []);
  });

  it('keeps HTTP to src/qualtrics, and the platform’s packages to src/platform', () => {
    for (const file of files) {
      for (const path of importsOf(file)) {
        if (path === 'axios' || /^node:https?$/.test(path))
          assert.equal(folderOf(file), 'qualtrics', `${file}: ${path}`);
        if (/elastic/.test(path) && !path.startsWith('.')) assert.equal(folderOf(file), 'platform', `${file}: ${path}`);
      }
    }
  });

  it('keeps what polls pure: no clock, no I/O', () => {
    for (const file of files.filter((one) => folderOf(one) === 'polling')) {
      assert.deepEqual(
        importsOf(file).filter((path) => !path.startsWith('./')),
        [],
        file,
      );
      assert.doesNotMatch(
        readFileSync(join(src, file), 'utf8'),
        /Date\.now|new Date\(\)|process\.|setTimeout|async /,
        file,
      );
    }
  });

  it('keeps files small enough to read at a glance', () => {
    const lines = (file: string) => readFileSync(join(src, file), 'utf8').split('\n').length;
    assert.deepEqual(
      files.filter((file) => lines(file) > 300),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /^actions\/\w+\.ts$/.test(file) && lines(file) > 60),
      [],
    );
  });
});
