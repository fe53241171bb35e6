import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/**
 * The rooms that all files of src and local are in, and what each may import, beside itself. A room is a folder with all
 * that is below it, or a file, unless a longer name says otherwise. It stands below whatever it needs, so that arrows
 * go one way only; docs/architecture.md draws the rooms of src and the folders of local, without arrows, from the top.
 */
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
  'local/elasticio': [],
  'local/sandbox/description.ts': [],
  'local/sandbox/refusal.ts': [],
  'local/sandbox/brand': ['local/sandbox/refusal.ts'],
  'local/sandbox/http': ['local/sandbox/refusal.ts', 'local/sandbox/brand'],
  'local/sandbox/routes': ['local/sandbox/refusal.ts', 'local/sandbox/brand', 'local/sandbox/http'],
  'local/sandbox': ['local/sandbox/refusal.ts', 'local/sandbox/http', 'local/sandbox/routes'],
  'local/simulation': ['src/polling/plan', 'local/sandbox/brand'],
  'local/session': ['src/qualtrics/client', 'src/platform', 'local/elasticio', 'local/sandbox/brand', 'local/sandbox'],
  'local/designer/protocol.ts': ['local/session'],
  'local/designer/page': ['local/designer/protocol.ts', 'local/session'],
  'local/designer/mapping': ['local/designer/protocol.ts'],
  'local/designer/sandbox': ['local/designer/protocol.ts', 'local/sandbox/routes'],
  'local/designer': ['local/designer/protocol.ts', 'local/designer/mapping', 'local/session', 'local/elasticio'],
  'local/designer/run': ['local/designer/protocol.ts', 'local/designer', 'local/session', 'local/elasticio'],
  'local/designer/routes': [
    'local/designer/protocol.ts',
    'local/designer/mapping',
    'local/designer/sandbox',
    'local/designer',
    'local/designer/run',
    'local/session',
    'local/elasticio',
  ],
  'local/designer/server.ts': ['local/designer', 'local/designer/run', 'local/designer/routes'],
  'local/demo': ['local/session', 'local/elasticio'],
  'local/commands': [
    'src/qualtrics/client',
    'local/demo',
    'local/designer',
    'local/designer/server.ts',
    'local/session',
    'local/sandbox',
    'local/sandbox/brand',
    'local/elasticio',
  ],
};

/** The top of `src`: may use every room of it, and no room may use it. Only the modules that the platform loads. */
const TOP: readonly string[] = ['src/verifyCredentials.ts', 'src/actions', 'src/triggers'];
const BELOW_TOP = Object.keys(ROOMS).filter((room) => room.startsWith('src/'));

const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
    .map((file) => join(folder, file));
const files = ['src', 'local'].flatMap(filesOf);
const sources = files.filter((file) => file.startsWith('src/'));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

function importsOf(file: string): string[] {
  return [...text(file).matchAll(/(?:from|import\(|import)\s*'([^']+)'/g)].map(([, path = '']) => path);
}

/** The files that one imports; its styles are none of them. */
function neededBy(file: string): string[] {
  return importsOf(file)
    .filter((path) => path.startsWith('.') && !path.endsWith('.css'))
    .map((path) => {
      const source = relative(root, resolve(root, dirname(file), path)).replace(/\.js$/, '.ts');
      return files.includes(`${source}x`) ? `${source}x` : source;
    });
}

/** The one of `names` with the longest name that holds a file or a room. */
function placeOf(inner: string, names: readonly string[]): string | undefined {
  return names.filter((name) => inner === name || inner.startsWith(`${name}/`)).sort((a, b) => b.length - a.length)[0];
}

const roomOf = (file: string): string | undefined => placeOf(file, [...Object.keys(ROOMS), ...TOP]);

describe('Architecture', () => {
  for (const file of files) {
    it(`${file} has a room, and imports from below only`, () => {
      const room = roomOf(file);
      assert.ok(room, 'no room');
      const allowed = TOP.includes(room) ? BELOW_TOP : (ROOMS[room] ?? []);
      for (const needed of neededBy(file)) {
        assert.ok(files.includes(needed), `${needed} is no file of src or local`);
        const target = roomOf(needed);
        assert.ok(target === room || allowed.includes(target ?? ''), `${needed} points up`);
      }
    });
  }

  it('names each room below those that it needs', () => {
    const named = Object.keys(ROOMS);
    for (const [room, targets] of Object.entries(ROOMS)) {
      const above = named.slice(0, named.indexOf(room));
      assert.deepEqual(
        targets.filter((target) => !above.includes(target)),
        [],
        room,
      );
    }
  });

  it('needs every room and every arrow that it names', () => {
    for (const [room, targets] of [...Object.entries(ROOMS), ...TOP.map((top) => [top, []] as const)]) {
      const inside = files.filter((file) => roomOf(file) === room);
      assert.ok(inside.length > 0, `${room} is empty`);
      const used = new Set(inside.flatMap((file) => neededBy(file).map(roomOf)));
      assert.deepEqual(
        targets.filter((target) => !used.has(target)),
        [],
        room,
      );
    }
  });

  it('is what docs/architecture.md draws: every room of src, every folder of local, each above what it needs', () => {
    const rows = text('docs/architecture.md')
      .split('\n')
      .map((line) => (line.startsWith('    ') ? [...line.matchAll(/(?<!\S)(?:src|local)\/[\w/]+/g)].map(String) : []));
    const drawn = rows.flat();
    const rowOf = (room: string): number => rows.findIndex((row) => row.includes(placeOf(room, drawn) ?? ''));
    assert.deepEqual(
      drawn.filter((name) => name.startsWith('src/')).sort(),
      [...BELOW_TOP, 'src/actions', 'src/triggers'].sort(),
    );
    for (const name of drawn)
      assert.ok(
        files.some((file) => file.startsWith(`${name}/`)),
        `${name} is no folder`,
      );
    for (const [room, targets] of Object.entries(ROOMS)) {
      assert.ok(placeOf(room, drawn), `${room} is not drawn`);
      // What is within a room of the picture, and that local may need src, is not drawn.
      for (const target of targets.filter((one) => dirname(one).split('/')[0] === dirname(room).split('/')[0])) {
        if (placeOf(target, drawn) === placeOf(room, drawn)) continue;
        assert.ok(rowOf(target) > rowOf(room), `${room} is not drawn above ${target}`);
      }
    }
  });

  it('has no circles: of two files, at most one needs the other', () => {
    // Whatever lies below these is known to have none: each file is walked through once, not by every way to it.
    const without = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(file), [...trail.slice(trail.indexOf(file)), file].join(' → '));
      if (without.has(file)) return;
      for (const next of neededBy(file)) visit(next, [...trail, file]);
      without.add(file);
    };
    for (const file of files) visit(file, []);
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
    for (const file of filesOf('bench')) assert.ok(!neededBy(file).some((path) => path.startsWith('spec/')), file);
    for (const file of filesOf('spec')) assert.ok(!neededBy(file).some((path) => path.startsWith('bench/')), file);
  });

  it('gives no two things in src names that are the same but for case', () => {
    const named = new Map<string, string[]>();
    for (const file of sources) {
      for (const [, name = ''] of text(file).matchAll(
        /^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm,
      )) {
        const key = name.toLowerCase().replaceAll('_', '');
        named.set(key, [...(named.get(key) ?? []), `${name} of ${file}`]);
      }
    }
    assert.ok(named.size > 400);
    assert.deepEqual(
      [...named.values()].filter((places) => places.length > 1),
      [],
    );
  });

  it('has no folder whose name says nothing', () => {
    assert.deepEqual(
      files.filter((file) => /\/(shared|helpers|common|utils|misc)\//.test(file)),
      [],
    );
  });
});
