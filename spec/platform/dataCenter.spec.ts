import assert from 'node:assert/strict';
import { dataCenterUrl, toDataCenterId } from '../../src/platform/dataCenter.js';

/** Control characters, blanks and separators put before, into and after a text. */
function spoilt(text: string): string[] {
  const characters = [
    '\u0000',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\u001b',
    '\u007f',
    '\u0085',
    ' ',
    '\u00a0',
    '\u200b',
    '\u2028',
    '@',
    '\\',
    '#',
    '?',
    '%00',
    ':',
  ];
  return characters.flatMap((character) => [`${text.slice(0, 2)}${character}${text.slice(2)}`, `${text}${character}x`]);
}

describe('A data center', () => {
  const good: [string, string][] = [
    ['fra1', 'fra1'],
    [' FRA1 ', 'fra1'],
    ['brand.eu', 'brand.eu'],
    ['a-b.c1', 'a-b.c1'],
    ['fra1.qualtrics.com', 'fra1'],
    ['fra1.qualtrics.com/', 'fra1'],
    ['https://fra1.qualtrics.com', 'fra1'],
    ['https://brand.eu.qualtrics.com/homepage/ui?x=1#y', 'brand.eu'],
  ];
  for (const [typed, id] of good) {
    it(`${JSON.stringify(typed)} is ${id}`, () => {
      assert.equal(toDataCenterId(typed), id);
    });
  }

  const hostile = [
    '',
    '.',
    '..',
    '-',
    'a-',
    '-a',
    'a..b',
    '.a',
    'a.',
    'ä',
    'fra1//',
    'fra1/x',
    'a b',
    'qualtrics.com',
    '.qualtrics.com',
    'https://qualtrics.com',
    'https://.qualtrics.com',
    'http://fra1.qualtrics.com',
    'ftp://fra1.qualtrics.com',
    '//fra1.qualtrics.com',
    'https://example.com',
    'https://fra1.qualtrics.com.example.com',
    'https://fra1.qualtrics.com@example.com',
    'https://example.com/fra1.qualtrics.com',
    'https://example.com?fra1.qualtrics.com',
    'https://example.com#.qualtrics.com',
    'https://user:pass@fra1.qualtrics.com',
    'https://user@fra1.qualtrics.com',
    'https://fra1.qualtrics.com:8080',
    'https://fra1.qualtrics.com:443x',
    'https://fra1.qualtrics.com\\@example.com',
    'https:\\\\fra1.qualtrics.com',
    'https:/fra1.qualtrics.com',
    'https:fra1.qualtrics.com',
    'https://example.com\\.qualtrics.com',
    'https://fra1%2equaltrics.com',
    'https://[::1]',
    'https://[::1].qualtrics.com',
    'localhost:80',
    '127.0.0.1:80',
    '[::1]',
    'a'.repeat(64),
    `${'a'.repeat(64)}.qualtrics.com`,
    '*',
    '*.qualtrics.com',
    '_dmarc',
    'javascript:alert(1)',
    'data:,x',
    'file:///etc/passwd',
    'fra1@example.com',
    'fra1?x',
    'fra1#x',
    'fra1:80',
    'fra1,iad1',
    'fra1;iad1',
    '$x',
    '{{x}}',
    '<b>',
    '"fra1"',
    "'fra1'",
    ...spoilt('fra1'),
  ];
  it(`is none of ${hostile.length} hostile values`, () => {
    assert.ok(hostile.length >= 60);
    for (const value of hostile) {
      let id: string | undefined;
      try {
        id = toDataCenterId(value);
      } catch (error) {
        assert.match((error as Error).message, /^"Data Center ID" must be/);
        assert.doesNotMatch((error as Error).message, /\n/);
        continue;
      }
      assert.fail(`${JSON.stringify(value)} was taken for ${id}, ${dataCenterUrl(id)}`);
    }
  });
});
