import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/** What each room may import, beside itself; exactly the arrows of the picture in docs/architecture.md. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'src/util': [],
  'src/input': ['src/util'],
  'src/files': ['src/util'],
  'src/qualtrics/client': ['src/util'],
  'src/qualtrics/auth': ['src/qualtrics/client', 'src/util'],
  'src/qualtrics/api': ['src/qualtrics/client'],
  'src/polling/plan': [],
  'src/objects': ['src/qualtrics/api', 'src/qualtrics/client', 'src/util', 'src/input'],
  'src/polling/run': ['src/polling/plan', 'src/objects', 'src/qualtrics/client', 'src/util'],
  'src/responses': ['src/qualtrics/api', 'src/qualtrics/client', 'src/files', 'src/input'],
  'src/distributions': ['src/qualtrics/api', 'src/qualtrics/client', 'src/util'],
  'src/imports': ['src/objects', 'src/qualtrics/api', 'src/qualtrics/client', 'src/files', 'src/util', 'src/input'],
  'src/platform': ['src/qualtrics/auth', 'src/qualtrics/client', 'src/util', 'src/input'],
  'src/forms': [
    'src/objects',
    'src/polling/plan',
    'src/responses',
    'src/platform',
    'src/qualtrics/api',
    'src/qualtrics/client',
    'src/input',
  ],
  'local/sandbox/brand': ['local/sandbox'],
  'local/sandbox/http': ['local/sandbox', 'local/sandbox/brand'],
  'local/sandbox/routes': ['local/sandbox', 'local/sandbox/brand', 'local/sandbox/http'],
  'local/elasticio': [],
  'local/designer': ['local/session', 'local/elasticio', 'local/sandbox/routes'],
  'local/designer/page': ['local/designer', 'local/session'],
  'local/simulation': ['src/polling/plan', 'local/sandbox/brand'],
};

/** The top of `src`: may use every room, and no room may use it. */
const TOP: readonly string[] = ['src', 'src/actions', 'src/triggers'];
const BELOW_TOP = Object.keys(ROOMS).filter((room) => room.startsWith('src/'));

const files = ['src', 'local'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
);
const sources = files.filter((file) => file.startsWith('src/'));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

function importsOf(file: string): string[] {
  return [...text(file).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, path = '']) => path);
}

function neededBy(file: string): string[] {
  return importsOf(file)
    .filter((path) => path.startsWith('.'))
    .map((path) => relative(root, resolve(root, dirname(file), path)).replace(/\.js$/, '.ts'));
}

/** The room a file is in: the longest one named above whose folder holds it, else its own folder. */
function roomOf(file: string): string {
  const room = [...Object.keys(ROOMS), ...TOP]
    .filter((name) => file.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
  return room ?? dirname(file);
}

describe('Architecture', () => {
  for (const file of files) {
    const room = roomOf(file);
    const allowed = TOP.includes(room) ? BELOW_TOP : ROOMS[room];
    if (!allowed) continue;
    it(`${file} imports from below only`, () => {
      for (const needed of neededBy(file)) {
        const target = roomOf(needed);
        assert.ok(target === room || allowed.includes(target), `${needed} points up`);
      }
    });
  }

  it('has every folder of src in the picture', () => {
    for (const file of sources) assert.ok(TOP.includes(roomOf(file)) || ROOMS[roomOf(file)], `${file} has no room`);
  });

  it('needs every arrow of src that it draws', () => {
    for (const [room, targets] of Object.entries(ROOMS).filter(([name]) => name.startsWith('src/'))) {
      const used = new Set(
        sources.filter((file) => roomOf(file) === room).flatMap((file) => neededBy(file).map(roomOf)),
      );
      assert.deepEqual(
        targets.filter((target) => !used.has(target)),
        [],
        room,
      );
    }
  });

  it('has no circles: of two files, at most one needs the other', () => {
    const needs = new Map(files.map((file) => [file, neededBy(file)]));
    // Whatever lies below these is known to have none: each file is walked through once, not by every way to it.
    const without = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(file), [...trail.slice(trail.indexOf(file)), file].join(' → '));
      if (without.has(file)) return;
      for (const next of needs.get(file) ?? []) visit(next, [...trail, file]);
      without.add(file);
    };
    for (const file of sources) visit(file, []);
  });

  it('keeps HTTP to src/qualtrics/client, and the platform’s packages to src/platform', () => {
    for (const file of sources) {
      for (const path of importsOf(file)) {
        if (path === 'axios' || /^node:https?$/.test(path)) assert.equal(roomOf(file), 'src/qualtrics/client', file);
        if (/elastic/.test(path) && !path.startsWith('.')) assert.equal(roomOf(file), 'src/platform', file);
      }
    }
  });

  it('keeps what plans a poll pure: no clock, no I/O', () => {
    const isPure = (file: string): boolean =>
      !/Date\.now|new Date\(\)|process\.|setTimeout|async |await /.test(text(file));
    for (const file of sources.filter((one) => roomOf(one) === 'src/polling/plan')) {
      assert.deepEqual(
        importsOf(file).filter((path) => !path.startsWith('./')),
        [],
        file,
      );
      assert.ok(isPure(file), file);
    }
  });

  it('keeps files small enough to read at a glance', () => {
    const lines = (file: string): number => text(file).split('\n').length - 1;
    assert.deepEqual(
      files.filter((file) => lines(file) > 250),
      [],
    );
    assert.deepEqual(
      sources.filter((file) => /^src\/actions\/\w+\.ts$/.test(file) && lines(file) > 60),
      [],
    );
  });

  it('keeps specs and bench apart: what both need is in local', () => {
    const files = (folder: string): string[] =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => join(folder, file));
    for (const file of files('bench')) assert.ok(!neededBy(file).some((path) => path.startsWith('spec/')), file);
    for (const file of files('spec')) assert.ok(!neededBy(file).some((path) => path.startsWith('bench/')), file);
  });

  it('has no folder whose name says nothing', () => {
    assert.deepEqual(
      files.filter((file) => /\/(shared|helpers|common|utils|misc)\//.test(file)),
      [],
    );
  });
});
