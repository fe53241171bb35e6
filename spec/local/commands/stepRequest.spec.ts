import assert from 'node:assert/strict';
import { readStepRequest } from '../../../local/commands/stepRequest.js';
import { UsageError } from '../../../local/session/usageError.js';
import { useFiles } from '../../support/commands.js';

describe('What is typed behind npm run step', () => {
  const file = useFiles();
  const complaintAbout = (...args: string[]): string => {
    try {
      readStepRequest(args);
    } catch (error) {
      assert.ok(error instanceof UsageError, String(error));
      return error.message;
    }
    return assert.fail('It was to be refused.');
  };
  const bodyOf = (typed: string): unknown => {
    const request = readStepRequest(['upsertObject', '--body', typed]);
    return request.kind === 'step' && request.body;
  };

  for (const [what, args, message] of [
    ['no key', [], /^Name a step: .*upsertObject/],
    ['an unknown key', ['upsert'], /^There is no "upsert"\. There are: .*upsertObject/],
    ['two keys', ['upsertObject', 'lookupObject'], /^One step at a time, please; "lookupObject" is too much\.$/],
    ['an unknown option', ['upsertObject', '--what'], /^Unknown option/],
    ['a file that is not there', ['upsertObject', '--cfg', 'no.json'], /^The file "no.json" cannot be read/],
    [
      'a file that is not JSON',
      ['upsertObject', '--body', 'README.md'],
      /^The file "README.md" cannot be read as JSON/,
    ],
    ['JSON that is none', ['upsertObject', '--body', '{"a": '], /^What was typed, \{"a": , cannot be read as JSON/],
    ['metadata of nothing', ['getMetaModel'], /^Say whose metadata: --of /],
    ['metadata of a step that there is not', ['getMetaModel', '--of', 'upsert'], /^Say whose metadata: --of /],
    ['an attachment that is not there', ['upsertObject', '--attachment', 'a=no.csv'], /^There is no file "no.csv"/],
    ['a component that is not there', ['upsertObject', '--component', 'no'], /^There is no component.json in "no"\.$/],
  ] as [string, string[], RegExp][]) {
    it(`is refused in one line: ${what}`, () => {
      const complaint = complaintAbout(...args);
      assert.match(complaint, message);
      assert.ok(!complaint.includes('\n'));
    });
  }

  it('may be JSON itself instead of a file, as the flow designer copies it', () => {
    assert.deepEqual(bodyOf('{"url": "whoami"}'), { url: 'whoami' });
  });

  const json = '{"firstName": "Zoë"}';
  for (const [encoding, bytes] of [
    ['UTF-8', Buffer.from(json)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${json}`)],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${json}`, 'utf16le')],
    ['UTF-16 with a byte order mark, the other way round', Buffer.from(`\uFEFF${json}`, 'utf16le').swap16()],
  ] as const) {
    it(`may be in a file in ${encoding}`, async () => {
      const path = await file('body.json', bytes);
      assert.deepEqual(bodyOf(path), { firstName: 'Zoë' });
      const { cfg } = readStepRequest(['upsertObject', '--cfg', path]);
      assert.deepEqual(cfg, { firstName: 'Zoë' });
    });
  }

  it('names files to attach, or leaves them their own names', async () => {
    const path = await file('contacts.csv', '');
    const request = readStepRequest(['upsertObject', '--attachment', `list=${path}`, '--attachment', path]);
    assert.deepEqual(request.kind === 'step' && request.attachments, [
      { name: 'list', path },
      { name: 'contacts.csv', path },
    ]);
  });
});
