import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonLine, readJsonLines } from '../../src/files/jsonLines.js';

/** The lines of a text that comes in pieces of so many bytes. */
async function linesOf(content: string | Buffer, pieceBytes = 1 << 16, maxLineBytes?: number): Promise<JsonLine[]> {
  const bytes = Buffer.from(content);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
  }
  const lines: JsonLine[] = [];
  for await (const line of readJsonLines(pieces(), maxLineBytes)) lines.push(line);
  return lines;
}

const valuesOf = (lines: readonly JsonLine[]) => lines.flatMap((line) => (line.kind === 'row' ? [line.value] : []));
const whyOf = (lines: readonly JsonLine[]) =>
  lines.flatMap((line) => (line.kind === 'unreadable' ? [`${line.number}: ${line.why}`] : []));

/** Any characters; fast-check's own such texts begin with a list of all there are, which takes a second. */
const AnyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff })))
  .map((codes) => String.fromCodePoint(...codes));

describe('Reading JSON lines', () => {
  it('gives back whatever was written, in pieces of any size, and where it stands', async () => {
    const objects = fc.array(fc.dictionary(AnyText, fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(objects, fc.integer({ min: 1, max: 50 }), async (values, pieceBytes) => {
        const content = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
        const lines = await linesOf(content, pieceBytes);
        assert.deepEqual(valuesOf(lines), JSON.parse(JSON.stringify(values)));
        for (const line of lines) {
          assert.ok(line.kind === 'row');
          const text = content.toString('utf8', line.offset, line.offset + line.length);
          assert.deepEqual(JSON.parse(text), line.value);
        }
      }),
    );
  });

  it('names the lines that are no JSON object by their numbers, and gives the others', async () => {
    const lines = await linesOf('{"a":1}\n{"a":\n\n[1]\n"text"\nnull\n{"a":2}');
    assert.deepEqual(valuesOf(lines), [{ a: 1 }, { a: 2 }]);
    const isNoObject = 'it is not a JSON object';
    assert.deepEqual(whyOf(lines), ['2: it is not JSON', `4: ${isNoObject}`, `5: ${isNoObject}`, `6: ${isNoObject}`]);
  });

  it('takes any key for a key, and the last of two', async () => {
    const [value] = valuesOf(await linesOf('{"__proto__":{"a":1},"constructor":2,"b":3,"b":4}'));
    assert.deepEqual(Object.entries(value ?? {}), [
      ['__proto__', { a: 1 }],
      ['constructor', 2],
      ['b', 4],
    ]);
    assert.equal(({} as { a?: unknown }).a, undefined);
  });

  it('ends lines at line feeds only, with or without a carriage return', async () => {
    const value = { a: 'one\ntwo\u2028three\u2029four\u0085five' };
    assert.deepEqual(valuesOf(await linesOf(`${JSON.stringify(value)}\r\n${JSON.stringify(value)}`)), [value, value]);
  });

  it('passes over a byte order mark and blank lines', async () => {
    const lines = await linesOf('\ufeff{"a":1}\n \n\n{"a":2}\n');
    assert.deepEqual(valuesOf(lines), [{ a: 1 }, { a: 2 }]);
    assert.deepEqual(
      lines.map(({ number }) => number),
      [1, 4],
    );
  });

  it('never holds a line that is too long, and reads on behind it', async () => {
    const megabyte = 1024 * 1024;
    const content = `{"a":1}\n{"a":"${'x'.repeat(2 * megabyte)}"}\n{"a":3}\n`;
    const lines = await linesOf(content, 1000, megabyte);
    assert.deepEqual(valuesOf(lines), [{ a: 1 }, { a: 3 }]);
    assert.deepEqual(whyOf(lines), ['2: it is longer than 1 MB']);
  });

  it('gives nothing for nothing', async () => {
    assert.deepEqual(await linesOf(''), []);
  });

  it('passes on the stream’s error, after the lines before it', async () => {
    const seen: JsonLine[] = [];
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('{"a":1}\n{"a"');
      throw new Error('The stream broke.');
    }
    await assert.rejects(async () => {
      for await (const line of readJsonLines(broken())) seen.push(line);
    }, /The stream broke/);
    assert.deepEqual(valuesOf(seen), [{ a: 1 }]);
  });
});
