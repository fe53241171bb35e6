import assert from 'node:assert/strict';
import { apiPath, apiUrl, nextPageUrl } from '../../src/qualtrics/client/apiUrl.js';

const BASE = 'https://fra1.qualtrics.com';

describe('A next page', () => {
  const current = new URL(`${BASE}/API/v3/directories?x=1`);
  const hostile = [
    'https://example.com/API/v3/x',
    'http://fra1.qualtrics.com/API/v3/x',
    '//example.com/API/v3/x',
    '///example.com/API/v3/x',
    'https://fra1.qualtrics.com.example.com/API/v3/x',
    'https://fra1.qualtrics.com@example.com/API/v3/x',
    'https://user@fra1.qualtrics.com/API/v3/x',
    'https://user:pass@fra1.qualtrics.com/API/v3/x',
    'https://:pass@fra1.qualtrics.com/API/v3/x',
    'https://fra1.qualtrics.com:8443/API/v3/x',
    'http://iad1.qualtrics.com/API/v3/x',
    'ftp://fra1.qualtrics.com/API/v3/x',
    'javascript:alert(1)',
    'data:,x',
    'file:///API/v3/x',
    'blob:https://fra1.qualtrics.com/API/x',
    '/oauth2/token',
    '/api/v3/x',
    '/API',
    '/',
    '..',
    '../..',
    '../../oauth2/token',
    '../../../x',
    '/API/../oauth2/token',
    '/API/%2e%2e/oauth2/token',
    '/API/v3/../../oauth2/token',
    '\\\\example.com\\API\\v3',
    '/\\example.com/API/v3/x',
    '\\/example.com/API/v3/x',
    'https:\\\\example.com/API/v3/x',
    'https:/oauth2/token',
    'http:/API/v3/x',
    'https://EXAMPLE.com/API/v3',
    'https://[::1]/API/v3/x',
    'https://127.0.0.1/API/v3/x',
    'https://0/API/v3/x',
    'https://localhost/API/v3/x',
    'https://fra1.qualtrics.com./API/v3/x',
    'https://fra1.qualtrics.co/API/v3/x',
    'https://qualtrics.com/API/v3/x',
    'https://iad1.qualtrics.com/oauth2/token',
    'https://iad1.qualtrics.com:8443/API/v3/x',
    'wss://fra1.qualtrics.com/API/v3/x',
    'mailto:x',
    'tel:1',
    'about:blank',
    '//',
    'https://',
    'http://',
    'https://?',
    'https:// /',
    '/x',
    '/APIx/v3',
    '/AP',
    'https://fra1.qualtrics.com',
    'https://fra1.qualtrics.com/',
    'https://fra1.qualtrics.com?API/v3',
    'https://fra1.qualtrics.com#/API/v3',
    'https://fra1.qualtrics.com/x/API/v3',
    'https://fra1.qualtrics.com/API/../../x',
    '\t//example.com/API/v3/x',
    '\n//example.com/API/v3/x',
  ];
  it(`is none of ${hostile.length} hostile values`, () => {
    assert.ok(hostile.length >= 60);
    for (const value of hostile) assert.throws(() => nextPageUrl(current, value), TypeError, value);
  });

  for (const [value, href] of [
    [`${BASE}/API/v3/directories?skipToken=a%3D`, `${BASE}/API/v3/directories?skipToken=a%3D`],
    ['?skipToken=a', `${BASE}/API/v3/directories?skipToken=a&x=1`],
    ['/API/v3/directories?skipToken=a', `${BASE}/API/v3/directories?skipToken=a`],
    ['https://iad1.qualtrics.com/API/v3/directories?skipToken=a', `${BASE}/API/v3/directories?skipToken=a`],
    ['https://a.fra1.qualtrics.com/API/v3/x', `${BASE}/API/v3/x`],
  ] as const) {
    it(`may be ${value}`, () => {
      assert.equal(nextPageUrl(current, value).href, href);
    });
  }
});

describe('An id in a path', () => {
  const hostile = [
    '/',
    '//',
    '\\',
    '?',
    '#',
    '%',
    '%2f',
    '%2e%2e',
    '../x',
    '..%2f',
    'a/b',
    'a?b',
    'a#b',
    ';',
    ':',
    '@',
    '&',
    '=',
    '+',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\u0000',
    '\u007f',
    '\u2028',
    'ä',
    '🎉',
    '"',
    "'",
    '<',
    '>',
    '{',
    '}',
    '|',
    '^',
    '`',
    '[',
    ']',
    '(',
    ')',
    '*',
    '!',
    '~',
    '$',
    ',',
    '...',
    '.a',
    'a.',
    'CID_1/..',
    'CID_1/../../x',
    '../../../oauth2/token',
    'https://example.com',
    '//example.com',
    'CID_1?x=1',
    'CID_1#x',
    '%00',
    '%0d%0a',
    'constructor',
    '__proto__',
    'x'.repeat(5000),
  ];
  it(`stays one segment of it, for ${hostile.length} hostile values`, () => {
    assert.ok(hostile.length >= 60);
    for (const id of hostile) {
      const url = apiUrl(BASE, apiPath`/directories/${id}/contacts/${'CID_1'}`);
      assert.equal(url.origin, BASE);
      assert.equal(url.search + url.hash, '', id);
      const segments = url.pathname.split('/');
      assert.equal(segments.length, 7, id);
      assert.equal(decodeURIComponent(segments[4] ?? ''), id);
    }
  });

  for (const id of ['', '.', '..', '\ud800']) {
    it(`cannot be ${JSON.stringify(id)}`, () => {
      assert.throws(() => apiPath`/directories/${id}`, /cannot be an id in Qualtrics/);
    });
  }
});
