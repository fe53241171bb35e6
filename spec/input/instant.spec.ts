import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseInstant, toWholeSecondsIso } from '../../src/input/instant.js';

const iso = (text: string): string | undefined => parseInstant(text)?.toISOString();

describe('A date and time', () => {
  const moments: Readonly<Record<string, readonly string[]>> = {
    '2030-01-31T13:05:09.000Z': [
      '2030-01-31T13:05:09Z',
      '2030-01-31t13:05:09z',
      '2030-01-31 13:05:09',
      ' 2030-01-31 13:05:09 +00 ',
      '2030-01-31 13:05:09+00',
      '2030-01-31T13:05:09+00:00',
      '2030-01-31T14:35:09+0130',
      '2030-01-31T08:05:09-05:00',
      '2030-01-31T08:05:09\u221205:00',
      '20300131T130509Z',
      '20300131T150509+02',
      '2030-031T13:05:09Z',
      '2030031T130509Z',
      '2030-W05-4T13:05:09Z',
      '2030W054T130509Z',
      '+002030-01-31T13:05:09Z',
    ],
    '2030-01-01T00:00:00.000Z': [
      '2030-01-01',
      '20300101',
      '2030-001',
      '2030-01',
      '2030',
      '2030-01-01T00',
      '2030-01-01T00:00',
      '2029-12-31T24:00:00Z',
      '2029-12-31T24:00',
      '20291231T2400Z',
      '2029-12-31T23:59:60Z',
      '2029-12-31T18:59:60-05:00',
      '2030-W01-2',
    ],
    '2030-01-31T13:30:30.500Z': ['2030-01-31T13:30:30.5Z', '2030-01-31T13:30:30,5', '2030-01-31T13:30.508333334Z'],
    '2030-01-31T13:45:00.000Z': ['2030-01-31T13.75Z', '2030-01-31T13,75', '20300131T13.75'],
    '2030-01-31T13:05:09.123Z': ['2030-01-31T13:05:09.123456789012Z'],
    '2026-12-28T00:00:00.000Z': ['2026-W53', '2026W531'],
    '0050-03-01T00:00:00.000Z': ['0050-03-01'],
    '9999-12-31T23:59:59.999Z': ['9999-12-31T23:59:59.999Z', '9999-12-31T18:59:59.999-05:00'],
  };
  for (const [moment, texts] of Object.entries(moments)) {
    for (const text of texts) {
      it(`is taken from ${JSON.stringify(text)}`, () => {
        assert.equal(iso(text), moment);
      });
    }
  }

  for (const text of [
    '',
    'tomorrow',
    '2030-02-30',
    '2030-13-01',
    '2030-00-01',
    '2030-01-00',
    '2030-366',
    '2030-000',
    '2030-W53',
    '2030-W00',
    '2030-W01-8',
    '2030-W01-0',
    '203001',
    '2030-1-1',
    '30-01-01',
    '2030-01-01T25:00',
    '2030-01-01T24:00:01',
    '2030-01-01T12:60',
    '2030-01-01T12:00:60Z',
    '2030-01-01T12:59:61Z',
    '2030-01-01T',
    '2030-01-01Z',
    '2030-01-01T12:00+15:00',
    '2030-01-01T12:00+01:60',
    '2030-01-01T12:00 Europe/Berlin',
    '9999-12-31T23:59:59-05:00',
    '9999-12-31T24:00:00',
    '0000-01-01T00:00:00+01:00',
    '+012030-01-01',
    '-000001-01-01',
    '31.01.2030',
    '01/31/2030',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(iso(text), undefined);
    });
  }

  it('is the same by whichever form of ISO 8601 it is written', () => {
    const anyMoment = fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: -14 * 60, max: 14 * 60 }), (moment, minutesEast) => {
        const expected = moment.toISOString();
        const local = new Date(moment.getTime() + minutesEast * 60_000).toISOString().slice(0, -1);
        const two = (number: number): string => String(Math.floor(Math.abs(number))).padStart(2, '0');
        const zone = `${minutesEast < 0 ? '-' : '+'}${two(minutesEast / 60)}:${two(Math.abs(minutesEast) % 60)}`;
        assert.equal(iso(local + zone), expected);
        assert.equal(iso((local.replaceAll('-', '') + zone).replaceAll(':', '')), expected);
        assert.equal(iso(`${local.replace('T', ' ').replace('.', ',')} ${zone}`), expected);
      }),
    );
  });

  it('is written in whole seconds where Qualtrics wants no milliseconds', () => {
    assert.equal(toWholeSecondsIso(new Date('2030-09-13T06:00:00.999Z')), '2030-09-13T06:00:00Z');
  });
});
