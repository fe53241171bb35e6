import assert from 'node:assert/strict';
import { readBrand } from '../../../local/session/brand.js';
import { UsageError } from '../../../local/session/usageError.js';
import { useFiles } from '../../support/commands.js';

const WHOLE = {
  QUALTRICS_DATA_CENTER_ID: 'fra1',
  QUALTRICS_CLIENT_ID: 'id',
  QUALTRICS_CLIENT_SECRET: 'secret',
};

describe('The brand in .env', () => {
  const file = useFiles();
  const textOf = (values: Record<string, string>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
  const complaintAbout = async (values: Record<string, string>): Promise<string> => {
    const path = await file('.env', textOf(values));
    try {
      readBrand(path);
    } catch (error) {
      assert.ok(error instanceof UsageError, String(error));
      return error.message.replace(path, '.env');
    }
    return assert.fail('It was to be refused.');
  };

  it('is none where there is no file', () => {
    assert.equal(readBrand('there-is-no.env'), undefined);
  });

  it('is read with what there is to try things on, also from a file with a byte order mark', async () => {
    const path = await file(
      '.env',
      `\uFEFF${textOf({ ...WHOLE, QUALTRICS_SURVEY_ID: 'SV_1', QUALTRICS_DIRECTORY_ID: '' })}`,
    );
    assert.deepEqual(readBrand(path), {
      dataCenterId: 'fra1',
      clientId: 'id',
      clientSecret: 'secret',
      directoryId: undefined,
      surveyId: 'SV_1',
      mailingListId: undefined,
      allowsWriting: false,
    });
  });

  it('may stand beside variables of other tools', async () => {
    const path = await file('.env', textOf({ ...WHOLE, NPM_TOKEN: 'x', AMQP_URI: 'amqp://localhost' }));
    assert.equal(readBrand(path)?.clientId, 'id');
  });

  it('may be written to only where it says so', async () => {
    const allowed = [];
    for (const value of ['true', 'false', '']) {
      const path = await file(`${value}.env`, textOf({ ...WHOLE, QUALTRICS_ALLOW_WRITING: value }));
      allowed.push(readBrand(path)?.allowsWriting);
    }
    assert.deepEqual(allowed, [true, false, false]);
  });

  const { QUALTRICS_CLIENT_SECRET: _, ...withoutSecret } = WHOLE;
  for (const [what, values, expected] of [
    ['a variable is missing', withoutSecret, ['QUALTRICS_CLIENT_SECRET is missing or empty']],
    ['a variable is empty', { ...WHOLE, QUALTRICS_CLIENT_ID: '' }, ['QUALTRICS_CLIENT_ID is missing or empty']],
    [
      'a name has letters in the wrong order',
      { ...withoutSecret, QUALTRICS_CLIENT_SECERT: 'secret' },
      [
        'QUALTRICS_CLIENT_SECRET is missing or empty',
        'QUALTRICS_CLIENT_SECERT is not known (did you mean QUALTRICS_CLIENT_SECRET?)',
      ],
    ],
    [
      'a name is in small letters',
      { ...withoutSecret, qualtrics_client_secret: 'secret' },
      ['qualtrics_client_secret is not known (did you mean QUALTRICS_CLIENT_SECRET?)'],
    ],
    [
      'the name of an optional variable is misspelt',
      { ...WHOLE, QUALTRIX_SURVEY_ID: 'SV_1' },
      ['QUALTRIX_SURVEY_ID is not known (did you mean QUALTRICS_SURVEY_ID?)'],
    ],
    [
      'a name is like none',
      { ...WHOLE, QUALTRICS_FAVOURITE_COLOUR: 'blue' },
      ['QUALTRICS_FAVOURITE_COLOUR is not known (there are QUALTRICS_DATA_CENTER_ID, '],
    ],
    [
      'writing is allowed in words that may mean anything',
      { ...WHOLE, QUALTRICS_ALLOW_WRITING: 'yes' },
      ['QUALTRICS_ALLOW_WRITING is neither true nor false'],
    ],
    ['nothing is filled in', {}, Object.keys(WHOLE).map((name) => `${name} is missing or empty`)],
  ] as [string, Record<string, string>, string[]][]) {
    it(`is refused in one line when ${what}`, async () => {
      const complaint = await complaintAbout(values);
      assert.match(
        complaint,
        /^\.env does not name a brand: .*\. Correct the file, or remove it to work with the sandbox\.$/,
      );
      for (const part of expected) assert.ok(complaint.includes(part), complaint);
      assert.ok(!complaint.includes('secret='), 'no value is repeated');
    });
  }
});
