import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SITUATIONS } from './support/errorSituations.js';
import { useSandbox } from './support/sandbox.js';

const TABLE = resolve(__dirname, 'snapshots/errors.md');
const src = resolve(__dirname, '../src');

/** Errors of the program itself, and a guard behind other guards: no user meets them. */
const NEVER_SEEN = [
  'This object type has no directory.',
  'Every question needs an answer.',
  'Reading a second only asks.',
  'At least one span is needed.',
  'leads elsewhere',
];

/** What differs from run to run. */
function withoutChance(message: string): string {
  return message
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'request-1')
    .replace(/127\.0\.0\.1:\d{5}/g, '127.0.0.1:1')
    .replace(/ in \d+\.\d s/g, ' in 1.0 s');
}

async function messageOf(fail: () => unknown): Promise<string> {
  try {
    await fail();
  } catch (error) {
    return withoutChance((error as Error).message);
  }
  return assert.fail('It was to fail, but did not.');
}

/** The texts that errors are made with in a source file, as patterns: whatever is filled in may be anything. */
function textsIn(path: string): RegExp[] {
  const source = readFileSync(path, 'utf8');
  const made =
    /(?:new \w*(?:Error|Failure|Full|Archive|Changing)\(|\brefuse\()\s*(?:'(?:unanswered|notReceived)',\s*)?(`[^`]*`|'(?:[^'\\]|\\.)*')/g;
  return [...source.matchAll(made)].map(([, literal = '']) => {
    const parts = literal
      .slice(1, -1)
      .replace(/\\(.)/g, '$1')
      .split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/);
    return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*'));
  });
}

describe('Error messages', function onAnyMachine() {
  this.timeout(120_000);
  const bench = useSandbox();
  const rows: [string, string][] = [];

  for (const [situation, fail] of Object.entries(SITUATIONS)) {
    it(`${situation}: one line that ends like a sentence`, async () => {
      const message = await messageOf(() => fail(bench));
      rows.push([situation, message]);
      // The one text that is documented without its full stop.
      assert.match(message, /^["A-Z][^\n]*(\.|timed out \(19 minutes\))$/u);
      assert.doesNotMatch(message, /undefined|null|\[object|\s{2}/);
    });
  }

  it('are those that were reviewed (UPDATE_SNAPSHOTS=1 writes them anew)', () => {
    const lines = rows.map(([situation, message]) => `| ${situation} | ${message.replaceAll('|', '\\|')} |`);
    const table = `| when | what a person reads |\n|---|---|\n${lines.join('\n')}\n`;
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(TABLE, table);
    assert.equal(readFileSync(TABLE, 'utf8'), table);
  });

  it('are all there: no text in the source that was not reviewed', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const texts = files.flatMap((file) => textsIn(join(src, file)));
    const seen = [...rows.map(([, message]) => message), ...NEVER_SEEN];
    assert.ok(texts.length > 50, `${texts.length} texts`);
    assert.deepEqual(
      texts.filter((text) => !seen.some((message) => text.test(message))),
      [],
    );
  });
});
