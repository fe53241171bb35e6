import assert from 'node:assert/strict';
import { outputOf, useImports } from '../support/imports.js';

describe('Rows of an import that are wrong', () => {
  const { directory, importFile, report, jobs } = useImports();
  const reasonIn = async (file: string | Buffer): Promise<string | undefined> => {
    const { failed, failures } = outputOf(await importFile(file));
    assert.equal(failed, 1);
    assert.equal(failures[0]?.row, 2);
    return failures[0]?.reason;
  };
  const csv: [string, string | Buffer, string][] = [
    [
      'no boolean',
      'email,Opted Out,unsubscribed\na@example.com,,true\nb@example.com,,maybe',
      'Column "unsubscribed": "Unsubscribed" must be true or false, but it is "maybe".',
    ],
    [
      'a value that is too long',
      `email,level\na@example.com,x\nb@example.com,${'x'.repeat(1025)}`,
      'Column "level": "Embedded Data" takes names of up to 200 and values of up to 1024 characters, but "level" has 5 and 1025.',
    ],
    [
      'a value too many',
      'email,level\na@example.com,x\nb@example.com,x,y',
      'Column 3 has a value, but no name in the first row.',
    ],
    [
      'another encoding',
      Buffer.concat([Buffer.from('email,level\na@example.com,x\nb@example.com,Gr'), Buffer.from([0xfc, 0xdf, 0x65])]),
      'Column "level": the text is not UTF-8. Save the file as UTF-8.',
    ],
    ['nothing in them', 'email,level\na@example.com,x\n , ', 'The row is empty.'],
  ];
  for (const [what, file, reason] of csv) {
    it(`imports the others, and names row and column of ${what}`, async () => {
      assert.equal(await reasonIn(file), reason);
      assert.equal(directory().contacts.size > 0 && jobs().flatMap(({ contacts }) => contacts).length, 1);
    });
  }

  const lines: [string, string, RegExp][] = [
    ['no JSON', '{"email":"a@example.com"}\n{"email":\n', /^Line 2 cannot be read: it is not JSON\.$/],
    ['a field that contacts do not have', '[{"email":"a@example.com"},{"age":3}]', /^A contact has no field "age"/],
    [
      'a field with a name of the language',
      '[{"email":"a@example.com"},{"__proto__":{"email":"b"}}]',
      /^A contact has no field "__proto__"/,
    ],
    ['a list in a text', '[{"email":"a@example.com"},{"email":["b"]}]', /^"Email" must be text/],
    ['no object', '[{"email":"a@example.com"},3]', /^A row must be an object with the fields of a contact/],
    ['a field twice', '[{"email":"a@example.com"},{"email":"b","primaryEmail":"c"}]', /^"primaryEmail" names a field/],
    ['a list of their own', '[{"email":"a@example.com"},{"extRef":"b","mailingListId":"CG_1"}]', /^A row cannot name/],
  ];
  for (const [what, file, reason] of lines) {
    it(`imports the others, and says what is wrong with ${what}`, async () => {
      assert.match((await reasonIn(file)) ?? '', reason);
    });
  }

  // What a program that does not write UTF-8 made of "Grüße".
  const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
  const damaged: [string, Buffer, string][] = [
    ['a JSON array', latin1('[{"email":"a@example.com"},{"firstName":"Gr\u00fc\u00dfe"}]'), '"firstName"'],
    ['JSON lines', latin1('{"email":"a@example.com"}\n{"firstName":"Gr\u00fc\u00dfe"}\n'), '"firstName"'],
    [
      'embedded data',
      latin1('[{"email":"a@example.com"},{"email":"b@example.com","embeddedData":{"level":"Gr\u00fc\u00dfe"}}]'),
      '"embeddedData"',
    ],
    [
      'a name of embedded data',
      latin1('{"email":"a@example.com"}\n{"email":"b@example.com","embeddedData":{"Gr\u00fc\u00dfe":"a"}}'),
      '"embeddedData"',
    ],
  ];
  for (const [where, file, field] of damaged) {
    it(`imports the others, and not the damaged text of another encoding in ${where}`, async () => {
      assert.equal(await reasonIn(file), `Field ${field}: the text is not UTF-8. Save the file as UTF-8.`);
      assert.equal(jobs().flatMap(({ contacts }) => contacts).length, 1);
    });
  }

  it('imports the others and a row whose embedded data has a name of the language', async () => {
    const { total, failed } = outputOf(
      await importFile('{"email":"a@example.com"}\n{"email":"b@example.com","embeddedData":{"__proto__":"gold"}}\n'),
    );
    assert.deepEqual([total, failed], [2, 0]);
  });

  it('counts all of them, tells a hundred, and reports every one', async () => {
    const rows = Array.from({ length: 250 }, (_, at) => `person.${at}@example.com,${at % 2 === 0 ? 'true' : 'maybe'}`);
    const done = await importFile(`email,unsubscribed\n${rows.join('\n')}`);
    const { total, added, failed, failures } = outputOf(done);
    assert.deepEqual([total, added, failed, failures.length], [250, 125, 125, 100]);
    assert.deepEqual(
      failures.slice(0, 2).map(({ row }) => row),
      [2, 4],
    );
    const reported = report(done);
    assert.equal(reported.filter(({ reason }) => reason !== undefined).length, 125);
    assert.deepEqual(
      reported.map(({ row }) => row),
      Array.from({ length: 250 }, (_, at) => at + 1),
    );
  });

  it('tells also which rows Qualtrics refused', async () => {
    const done = await importFile(`email\na@example.com\nno address\nc@example.com`);
    const { added, failed, failures } = outputOf(done);
    assert.deepEqual([added, failed], [2, 1]);
    assert.deepEqual(failures, [{ row: 2, reason: 'Qualtrics did not import the row: failed.' }]);
  });
});
