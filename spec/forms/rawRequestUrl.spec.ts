import assert from 'node:assert/strict';
import { rawRequestUrl } from '../../src/forms/rawRequestUrl.js';

const BASE = 'https://fra1.qualtrics.com';

describe('A raw request’s url', () => {
  const hostile = [
    'https://example.com',
    'HTTPS://example.com',
    'http:example.com',
    'ftp://x',
    'javascript:alert(1)',
    'data:text/plain,x',
    'file:///etc/passwd',
    'mailto:a@example.com',
    '//example.com',
    '///example.com',
    '////example.com',
    '/\\example.com',
    '\\\\example.com',
    '\\example.com',
    '/\\/example.com',
    'a\\b',
    'whoami\\..\\x',
    '..',
    '../',
    '/..',
    '/../',
    '../x',
    '/../x',
    '../../oauth2/token',
    '/../../oauth2/token',
    'a/../../x',
    'whoami/..',
    'whoami/../..',
    '.',
    './x',
    '/./x',
    'a/./b',
    '%2e%2e',
    '%2E%2E/x',
    '/%2e%2e/x',
    '.%2e/x',
    '%2e./x',
    '%2e',
    '%252e%252e/x',
    '%25252e%25252e/x',
    '/a/%2e%2e/%2e%2e/b',
    'v2/..',
    'v2/../../x',
    'v3/%2e%2e/x',
    '/v2/../../../oauth2/token',
    'x#y',
    '#',
    '/whoami#',
    '',
    ' ',
    '\t',
    '\ud800',
    'x\udfff',
    ...['\u0000', '\t', '\n', '\r', '\r\n', '\u001b', '\u007f', '\u0085', '\u009f'].flatMap((character) => [
      `who${character}ami`,
      `/a?b=${character}c`,
      `whoami${character}x`,
    ]),
  ];
  it(`is none of ${hostile.length} hostile values`, () => {
    assert.ok(hostile.length >= 60);
    for (const value of hostile) {
      assert.throws(() => rawRequestUrl(BASE, value), /^InputError: "Url" must be a path/, JSON.stringify(value));
    }
  });

  const odd = [
    'a//b',
    '@example.com',
    'user:pass@example.com/x',
    'a:b',
    '?x=//example.com',
    '?x=..',
    'whoami?next=https://example.com',
    '%2f%2fexample.com',
    '%5cexample.com',
    'a%00b',
    '%0d%0aX-Evil:1',
    '...',
    '..a',
    'a..',
    'ä/ß',
    '🎉',
    '%',
    '%zz',
    'v2',
    'v2x/y',
    'v',
    '*',
    '{}',
    '"',
    '<>',
    '|',
    '^',
    '`',
    "'",
    ';',
    ',',
    '$',
    '!',
    '~',
    '+',
    '=',
    '&',
    'a b',
    'a?b?c',
  ];
  it(`stays on the Qualtrics host and in its API for ${odd.length} odd ones`, () => {
    for (const value of odd) {
      let url: URL;
      try {
        url = rawRequestUrl(BASE, value);
      } catch (error) {
        assert.match((error as Error).message, /^"Url" must be a path/);
        continue;
      }
      assert.equal(url.origin, BASE, value);
      assert.match(url.pathname, /^\/API\/v\d+(\/|$)/, value);
      assert.equal(url.username + url.password + url.hash, '', value);
      assert.doesNotMatch(url.href, /[\r\n\t ]/, value);
    }
  });
});
