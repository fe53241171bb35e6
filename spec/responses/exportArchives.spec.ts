import assert from 'node:assert/strict';
import { archiveOf, rawArchive } from '../support/archives.js';
import { fileIn, useExports } from '../support/exports.js';
import { messageOf } from '../support/step.js';

describe('The archive of an export', () => {
  const { storage, get, withArchive, storedText } = useExports();

  it('gives each of several files as an attachment, the first in the body', async () => {
    withArchive(
      await archiveOf({ name: 'b.csv', content: 'bb' }, { name: 'x/', content: '' }, { name: 'a.csv', content: 'a' }),
    );
    const run = await get();
    const body = run.data[0] as { fileName: string; files: { fileName: string; size: number }[] };
    assert.equal(body.fileName, 'b.csv');
    assert.deepEqual(
      body.files.map(({ fileName, size }) => [fileName, size]),
      [
        ['b.csv', 2],
        ['a.csv', 1],
      ],
    );
    assert.deepEqual(Object.keys(run.messages[0]?.attachments ?? {}), ['b.csv', 'a.csv']);
  });

  it('reads stored entries and Zip64', async () => {
    withArchive(await archiveOf({ name: 'a.csv', content: 'stored', compress: false, zip64: true }));
    assert.equal(storedText(fileIn(await get()).attachmentUrl), 'stored');
  });

  const bytes = (text: string) => Buffer.from(text);
  const names: [string, Buffer, string][] = [
    ['accents and emoji', bytes('Événements 🎉.csv'), 'Événements 🎉.csv'],
    ['a way up', bytes('../../etc/passwd'), 'etc_passwd'],
    ['a slash in the title', bytes('A/B test: "new"?.csv'), 'A_B test_ _new__.csv'],
    ['control characters', bytes('a\u0000b\u001b[31m\u202ec.csv'), 'ab[31mc.csv'],
    ['nothing that remains', bytes('...'), 'responses'],
    ['bytes of an old code page', Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x2e, 0x63, 0x73, 0x76]), 'Müll.csv'],
    ['a very long name', bytes(`${'n'.repeat(400)}.csv`), `${'n'.repeat(200)}.csv`],
  ];
  for (const [what, name, expected] of names) {
    it(`makes an entry's name safe: ${what}`, async () => {
      withArchive(rawArchive(name, bytes('abc')));
      assert.equal(fileIn(await get()).fileName, expected);
    });
  }

  const content = bytes('some responses, '.repeat(5000));
  const damaged: [string, () => Promise<Buffer>, RegExp][] = [
    ['no file', async () => bytes('PK\u0005\u0006').subarray(0, 0), /not a zip archive/],
    ['a web page', async () => bytes('<html>Sorry</html>'.repeat(50)), /not a zip archive/],
    ['an empty archive', () => archiveOf(), /an archive without a file in it/],
    [
      'a truncated archive',
      async () => (await archiveOf({ name: 'a', content })).subarray(0, -30),
      /not a zip archive, or its end is missing/,
    ],
    ['an encrypted entry', async () => rawArchive(bytes('a'), content, { encrypted: true }), /it is encrypted/],
    ['a wrong checksum', async () => rawArchive(bytes('a'), content, { crc: 1 }), /checksum \(CRC-32\)/],
    [
      'damaged compressed data',
      async () => {
        const archive = await archiveOf({
          name: 'a',
          content: Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i) % 251)),
        });
        archive.fill(0xff, 100, 200);
        return archive;
      },
      /The exported file is damaged/,
    ],
  ];
  for (const [what, archive, message] of damaged) {
    it(`refuses ${what} with one clear error, and leaves nothing in the storage`, async () => {
      withArchive(await archive());
      const failing = await messageOf(get());
      assert.match(failing, message);
      assert.match(failing, /Start the export again\.$/);
      assert.equal(storage().objects.size, 0);
    });
  }

  it('leaves no part of several files in the storage when a later one is damaged', async () => {
    const archive = await archiveOf({ name: 'a', content: 'fine' }, { name: 'b', content, compress: false });
    archive[archive.indexOf('some responses, ') + 40_000] = 0;
    withArchive(archive);
    assert.match(await messageOf(get()), /checksum/);
    assert.equal(storage().objects.size, 0);
  });
});
