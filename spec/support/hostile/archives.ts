import { gzipSync } from 'node:zlib';
import { archiveOf, rawArchive } from '../archives.js';

interface HostileArchive {
  readonly name: string;
  readonly bytes: Buffer;
  /** Odd, and to be read all the same. */
  readonly isGood?: boolean;
}

const ROW = '{"responseId":"R_0123456789abcde","values":{"recordedDate":"2026-01-01T00:00:00Z"}}\n';
const ROWS = ROW.repeat(200);
const LOCAL = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const CENTRAL = Buffer.from([0x50, 0x4b, 0x01, 0x02]);
const END = Buffer.from([0x50, 0x4b, 0x05, 0x06]);

/** A copy with a number written somewhere behind the last of some marks. */
function patched(archive: Buffer, mark: Buffer, offset: number, value: number, bytes: 2 | 4): Buffer {
  const copy = Buffer.from(archive);
  copy.writeUIntLE(value, copy.lastIndexOf(mark) + offset, bytes);
  return copy;
}

/** Sizes, places, methods and counts that are not so. */
function lies(good: Buffer): HostileArchive[] {
  const fields: [string, Buffer, number, 2 | 4][] = [
    ['compressed size', CENTRAL, 20, 4],
    ['size', CENTRAL, 24, 4],
    ['checksum', CENTRAL, 16, 4],
    ['method', CENTRAL, 10, 2],
    ['flags', CENTRAL, 8, 2],
    ['length of the name', CENTRAL, 28, 2],
    ['length of what is extra', CENTRAL, 30, 2],
    ['place', CENTRAL, 42, 4],
    ['length of the local name', LOCAL, 26, 2],
    ['number of entries', END, 10, 2],
    ['size of the directory', END, 12, 4],
    ['place of the directory', END, 16, 4],
    ['length of the comment', END, 20, 2],
  ];
  return fields.flatMap(([what, mark, offset, bytes]) =>
    [0, 1, bytes === 2 ? 0xfffe : 0x7fffffff, bytes === 2 ? 0xffff : 0xffffffff].map((value) => ({
      name: `the ${what} is ${value}`,
      bytes: patched(good, mark, offset, value, bytes),
    })),
  );
}

/** Many entries that all are the same bytes: what is unpacked is a thousand times what is there. */
function overlapping(archive: Buffer, count: number): Buffer {
  const start = archive.lastIndexOf(CENTRAL);
  const end = archive.lastIndexOf(END);
  const entry = archive.subarray(start, end);
  const directory = Buffer.concat(Array.from({ length: count }, () => entry));
  const last = Buffer.from(archive.subarray(end));
  last.writeUInt16LE(count, 8);
  last.writeUInt16LE(count, 10);
  last.writeUInt32LE(directory.length, 12);
  return Buffer.concat([archive.subarray(0, start), directory, last]);
}

/** What an archive is called in a test, its bytes, and whether it is good all the same. */
type Named = readonly [name: string, bytes: Buffer, isGood?: boolean];

const rowsArchive = (content: Buffer | string): Promise<Buffer> => archiveOf({ name: 'rows.ndjson', content });

/** Archives that are damaged, odd, or none. */
async function oddArchives(good: Buffer): Promise<readonly Named[]> {
  return [
    ['nothing', Buffer.alloc(0)],
    ['a byte', Buffer.from('P')],
    ['a web page', Buffer.from('<html>Sign in</html>')],
    ['JSON lines, not zipped', Buffer.from(ROWS)],
    ['gzip', gzipSync(ROWS)],
    ['zeros', Buffer.alloc(100_000)],
    ['only an end', await archiveOf()],
    ['half', good.subarray(0, good.length / 2)],
    ['without its end', good.subarray(0, -22)],
    ['without its start', good.subarray(100)],
    ['something before it', Buffer.concat([Buffer.from('MZ'), good])],
    ['something behind it', Buffer.concat([good, Buffer.alloc(10)])],
    ['twice', Buffer.concat([good, good])],
    ['encrypted', rawArchive(Buffer.from('a'), Buffer.from(ROWS), { encrypted: true })],
    ['a wrong checksum', rawArchive(Buffer.from('a'), Buffer.from(ROWS), { crc: 7 })],
    ['Zip64', await archiveOf({ name: 'a', content: ROWS, zip64: true }), true],
    ['stored', await archiveOf({ name: 'a', content: ROWS, compress: false }), true],
    ['folders alone', await archiveOf({ name: 'a/', content: '' })],
    ['two files of one name', await archiveOf({ name: 'a', content: ROWS }, { name: 'a', content: ROWS }), true],
    [
      'a file for each of 1,001 rows',
      await archiveOf(...Array.from({ length: 1001 }, (_, n) => ({ name: `${n}`, content: ROW }))),
    ],
    ['the same bytes as 900 files', overlapping(await rowsArchive(Buffer.alloc(4 * 1024 * 1024)), 900)],
  ];
}

/** Archives as they should be, with a file that nobody should send. */
async function oddRows(good: Buffer): Promise<readonly Named[]> {
  return [
    ['zeros that unpack to 16 MB', await rowsArchive(Buffer.alloc(16 * 1024 * 1024))],
    ['an archive in an archive', await rowsArchive(good)],
    ['no rows', await rowsArchive('')],
    ['blank rows', await rowsArchive('\n\n \n')],
    ['rows that are lists', await rowsArchive('[]\n[1]\n')],
    [
      'rows nested without end',
      await rowsArchive(`${'['.repeat(30_000)}\n{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}\n`),
    ],
    ['half a row', await rowsArchive(ROWS.slice(0, -20))],
    ['rows in UTF-16', await rowsArchive(Buffer.from(ROWS, 'utf16le'))],
    [
      'rows of other types',
      await rowsArchive('{"responseId":{"toString":1},"values":[]}\n{"values":{"recordedDate":{}}}\n'),
    ],
    ['rows with dates far away', await rowsArchive(ROW.replace('2026-01-01T00:00:00Z', '+275760-09-13T00:00:00Z'))],
    ['a row with a prototype', await rowsArchive('{"__proto__":{"isAdmin":true},"responseId":"R_1"}\n')],
  ];
}

/** More than sixty archives that nobody should send. */
export async function hostileArchives(): Promise<readonly HostileArchive[]> {
  const good = await rowsArchive(ROWS);
  const names = ['../../up', '/etc/passwd', 'C:\\a', '..', '', 'a\u0000b', `${'n'.repeat(60_000)}`, 'con', '__proto__'];
  return [
    ...[...(await oddArchives(good)), ...(await oddRows(good))].map(([name, archive, isGood]) => ({
      name,
      bytes: archive,
      isGood: isGood ?? false,
    })),
    ...names.map((name) => ({
      name: `a file called ${name.slice(0, 20)}`,
      bytes: rawArchive(Buffer.from(name), Buffer.from(ROWS)),
    })),
    ...lies(good),
  ];
}
