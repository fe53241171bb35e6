import assert from 'node:assert/strict';
import { decodedText } from '../../src/qualtrics/client/charset.js';
import { aClient } from '../support/client.js';
import { useOddServer } from '../support/oddServer.js';
import { useSandbox } from '../support/sandbox.js';
import { messageOf } from '../support/step.js';

describe('The text of an answer', () => {
  const utf16le = Buffer.from('Grüße', 'utf16le');
  const texts: [string, Buffer, string, string | undefined][] = [
    ['is UTF-8 where nothing is said', Buffer.from('Grüße'), '', 'Grüße'],
    ['begins behind a byte order mark', Buffer.from('\ufeff{"a":1}'), 'application/json', '{"a":1}'],
    ['is what the mark says rather than the type', Buffer.from('\ufeffü'), 'text/plain; charset=iso-8859-1', 'ü'],
    ['is Latin-1 where the type says so', Buffer.from('Grüße', 'latin1'), 'text/html; charset=ISO-8859-1', 'Grüße'],
    ['has its charset in quotes, too', Buffer.from('ü', 'latin1'), 'text/csv;Charset="latin1"', 'ü'],
    ['is UTF-16 by its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le]), '', 'Grüße'],
    ['is UTF-16 the other way round', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le]).swap16(), '', 'Grüße'],
    ['is UTF-16 where the type says so', utf16le, 'text/plain; charset=utf-16le', 'Grüße'],
    ['is UTF-8 where the type says nonsense', Buffer.from('ü'), 'text/plain; charset=klingon', 'ü'],
    ['is none when the bytes are none', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0xff]), '', undefined],
    ['is none when the type is wrong about it', Buffer.from('ü', 'latin1'), 'text/plain; charset=utf-8', undefined],
    ['may be empty', Buffer.from(''), '', ''],
  ];
  for (const [what, bytes, type, expected] of texts) {
    it(what, () => {
      assert.equal(decodedText(bytes, type), expected);
    });
  }
});

describe('A JSON answer behind a byte order mark', () => {
  const bench = useSandbox();
  const server = useOddServer();
  const client = () => aClient(bench.sandbox, { baseUrl: server.url, settings: { retriesCount: 1 } });

  for (const [what, encoding] of [
    ['UTF-8', 'utf8'],
    ['UTF-16', 'utf16le'],
  ] as const) {
    it(`is the JSON that it is, in ${what}`, async () => {
      const body = Buffer.from('\ufeff{"result":{"userId":"UR_1","firstName":"Zoë"},"meta":{}}', encoding);
      server.answer = () => ({ body });
      assert.equal((await client().result({ method: 'GET', path: '/whoami' })).firstName, 'Zoë');
    });
  }

  it('may also give an error', async () => {
    const error = '{"meta":{"error":{"errorMessage":"No such thing."}}}';
    server.answer = () => ({ status: 400, body: Buffer.from(`\ufeff${error}`) });
    assert.match(await messageOf(client().result({ method: 'GET', path: '/whoami' })), /400 .*"No such thing\."/);
  });
});
