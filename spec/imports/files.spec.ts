import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { outputOf, useImports } from '../support/imports.js';
import { messageOf } from '../support/step.js';

describe('A file of contacts', () => {
  const { bench, importFile, run, report, asked, address, jobs, storage } = useImports();

  /** The contacts that a file came to, as they were sent. */
  const sentFrom = async (file: string | Buffer): Promise<Record<string, unknown>[]> => {
    await importFile(file);
    return jobs().flatMap(({ contacts }) => contacts);
  };
  const jane = { firstName: 'Jane', email: 'jane@example.com', embeddedData: { level: 'gold' } };

  const files: [string, string | Buffer][] = [
    ['CSV by our names', 'firstName,email,level\nJane,jane@example.com,gold\n'],
    ['CSV by Qualtrics’ names', 'FirstName,PrimaryEmail,level\r\nJane,jane@example.com,gold\r\n'],
    ['CSV by people’s names', 'First Name, E-mail ,level\nJane,jane@example.com,gold'],
    ['CSV with the embedded data named as such', 'firstName,email,embeddedData.level\nJane,jane@example.com,gold'],
    ['CSV with a byte order mark', '\ufefffirstName,email,level\nJane,jane@example.com,gold'],
    ['CSV that names its delimiter for spreadsheets', 'sep=;\r\nfirstName;email;level\r\nJane;jane@example.com;gold'],
    ['CSV with semicolons', 'firstName;email;level\nJane;jane@example.com;gold'],
    ['CSV with tabs, in UTF-16', Buffer.from('\ufefffirstName\temail\tlevel\nJane\tjane@example.com\tgold', 'utf16le')],
    ['CSV in quotes', '"firstName","email","level"\n"Jane","jane@example.com","gold"'],
    ['CSV with blank lines and a column too many', '\nfirstName,email,level,\n\nJane,jane@example.com,gold,\n\n'],
    ['a JSON array', JSON.stringify([jane])],
    ['a JSON array with a byte order mark', `\ufeff ${JSON.stringify([jane], undefined, 2)}`],
    ['a JSON array by Qualtrics’ names', JSON.stringify([{ ...jane, email: undefined, primaryEmail: jane.email }])],
    ['JSON lines', `${JSON.stringify(jane)}\n\n`],
    ['JSON lines with a byte order mark', `\ufeff${JSON.stringify(jane)}`],
  ];
  for (const [what, file] of files) {
    it(`may be ${what}`, async () => {
      assert.deepEqual(await sentFrom(file), [jane]);
    });
  }

  it('keeps quotes, delimiters and line breaks inside of values', async () => {
    const csv = 'email,note\n"a@example.com","He said: ""Hi,\nyou;\r\nthere"""\nb@example.com,5" pipe\n';
    const notes = (await sentFrom(csv)).map((contact) => (contact.embeddedData as { note: string }).note);
    assert.deepEqual(notes, ['He said: "Hi,\nyou;\r\nthere"', '5" pipe']);
  });

  it('leaves out what is blank, and keeps every row’s number', async () => {
    const done = await importFile('email,level\na@example.com,\n,\n"b@example.com",gold\n');
    assert.deepEqual(
      jobs().flatMap(({ contacts }) => contacts),
      [{ email: 'a@example.com' }, { email: 'b@example.com', embeddedData: { level: 'gold' } }],
    );
    assert.deepEqual(
      report(done).map(({ row, status }) => [row, status === 'failed']),
      [
        [1, false],
        [2, true],
        [3, false],
      ],
    );
  });

  it('may be empty', async () => {
    assert.equal(outputOf(await importFile('')).total, 0);
    assert.equal(outputOf(await importFile('email,firstName\n')).total, 0);
    assert.equal(outputOf(await importFile('[]')).total, 0);
    assert.equal(jobs().length, 0);
  });

  const refused: [string, string | Buffer, RegExp][] = [
    [
      'is a spreadsheet',
      Buffer.from('PK\u0003\u0004\u0014\u0000'),
      /^The file cannot be read: it is a spreadsheet or an archive\. Save it as CSV\.$/,
    ],
    ['is compressed', Buffer.from([0x1f, 0x8b, 0x08]), /it is a spreadsheet or an archive/],
    ['is a web page', '\n<html>Log in</html>', /^The file cannot be read: it is a web page or XML\./],
    [
      'names no field of contacts',
      'a,b\n1,2',
      /^The first row must name the columns, one of them "email", .*: it names none of these\.$/,
    ],
    ['has no header', 'jane@example.com,Jane\n', /^The first row must name the columns(?!.*jane)/i],
    ['has no header, and a value twice', 'jane@example.com,Jane,Jane\n', /^The first row must name(?!.*jane)/i],
    [
      'names a field twice',
      'email,Primary Email\na,b',
      /^The columns "email" and "Primary Email" are the same: leave out one/,
    ],
    ['names embedded data twice', 'email,level,Level\na,b,c', /^The columns "level" and "Level" are the same/],
    [
      'opens a quote and never closes it',
      'email\na@example.com\n"b\nc\n',
      /^The file cannot be read: row 2 opens a quote that is never closed\.$/,
    ],
    [
      'ends in the middle',
      '[{"email":"a@example.com"},{"email":"b',
      /^The file cannot be read: it ends within its list, behind element 1\.$/,
    ],
    [
      'is not JSON further down',
      '[{"email":"a@example.com"},{x}]',
      /^The file cannot be read: element 2 is not JSON\.$/,
    ],
    // What is laid out for people is no JSON lines: none of its lines may be taken for a contact.
    [
      'is one JSON object in several lines',
      '{\n  "email": "a@example.com"\n}\n',
      /^The file cannot be read: it is one JSON object\. Put the contacts into a list, or each on a line of its own\.$/,
    ],
    [
      'has its list within an object',
      '{ "contacts": [\r\n{"email":"a@example.com"}\r\n]}',
      /^The file cannot be read: it is one JSON object/,
    ],
    [
      'has commas behind its lines',
      '{"email":"a@example.com"},\r\n{"email":"b@example.com"},\r\n',
      /^The file cannot be read: its lines end with commas\. Leave them out, or put the contacts into a list: \[ … \]\.$/,
    ],
    [
      'breaks off within its last line',
      '{"email":"a@example.com"}\n{"email":"b@exam',
      /^The file cannot be read: it breaks off within line 2, its last one\.$/,
    ],
    [
      'has a row that is too long',
      `email,note\na@example.com,b\nb@example.com,"${'x'.repeat(6_000_000)}"\n`,
      /^The file cannot be read: row 2 is longer than 5 million characters: shorten it, or close a quote in it\.$/,
    ],
    [
      'goes on behind its end',
      '[{"email":"a@example.com"}],',
      /^The file cannot be read: there is more in it than a list\.$/,
    ],
  ];
  for (const [what, file, message] of refused) {
    it(`is refused as a whole, before anything is imported, when it ${what}`, async () => {
      assert.match(await messageOf(importFile(file)), message);
      assert.equal(bench.sandbox.requests.length, 0);
    });
  }

  describe('is fetched', () => {
    const csv = 'email\na@example.com\n';

    it('from any address, without any token', async () => {
      assert.equal(outputOf(await importFile(csv)).added, 1);
      assert.equal(asked()[0]?.authorization, undefined);
    });

    it('from where the message’s one attachment lies', async () => {
      await importFile(csv);
      const done = await run({
        attachments: { 'contacts.csv': { url: address(), size: csv.length, 'content-type': 'text/csv' } },
      });
      assert.equal(outputOf(done).total, 1);
    });

    it('from the platform’s storage with its token', async () => {
      const first = await importFile(csv);
      const { attachmentUrl } = outputOf(first);
      // A report is JSON lines, and so a file of contacts can be: only its fields are others.
      const again = await run({ body: { attachmentUrl } });
      assert.match(outputOf(again).failures[0]?.reason ?? '', /^A contact has no field "row", "contactId", "status"/);
      assert.equal(storage().objects.size, 2);
    });

    it('again from its beginning when it breaks off', async () => {
      const rows = Array.from({ length: 1000 }, (_, at) => `person.${at}@example.com\n`);
      const breaking = (count: number): Readable =>
        Readable.from(
          (async function* () {
            yield `email\n${rows.slice(0, 500).join('')}`;
            if (count === 1) throw new Error('The server is gone.');
            yield rows.slice(500).join('');
          })(),
        );
      assert.equal(outputOf(await importFile(breaking)).added, 1000);
      assert.equal(asked().length, 2);
    });

    it('as a whole: a part of it (206) is not taken for the file', async () => {
      assert.match(
        await messageOf(importFile(csv, {}, 206)),
        /could not be read after 1 try: the server answered 206\. Check the address/,
      );
    });

    it('in vain, which is an error that does not tell the address’ secrets', async () => {
      const gone = await messageOf(run({ body: { attachmentUrl: 'http://127.0.0.1:1/a.csv?signature=secret' } }));
      assert.match(
        gone,
        /^The file at http:\/\/127.0.0.1:1\/a.csv could not be read after 3 tries: .*\(ECONNREFUSED\)\. Check the address/,
      );
      assert.doesNotMatch(gone, /secret/);
    });
  });
});
