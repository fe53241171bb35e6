import assert from 'node:assert/strict';
import { responseProperties } from '../../src/responses/responseProperties.js';
import * as trigger from '../../src/triggers/getNewSurveyResponsesPolling.js';
import { type DialectSchema, flaws } from '../support/metadata.js';
import { useSandbox } from '../support/sandbox.js';
import { runStep } from '../support/step.js';

/** Every title in a schema. */
function titlesIn({ properties = {} }: DialectSchema): string[] {
  return Object.values(properties).flatMap((property) => [property.title ?? '', ...titlesIn(property)]);
}

const described = (values: Record<string, unknown>): DialectSchema =>
  ({ type: 'object', properties: responseProperties({ properties: { values: { properties: values } } }) }) as never;

describe('What the mapper shows of responses', () => {
  const bench = useSandbox();
  const metadataOf = async (cfg: Record<string, unknown>): Promise<DialectSchema> =>
    (await trigger.getMetaModel.call(undefined, { ...bench.credential, ...cfg })).out as DialectSchema;
  const valuesOf = (schema: DialectSchema) => schema.properties?.values?.properties ?? {};

  it('has every kind of question, loops and embedded data under titles of their own', async () => {
    for (const { id } of bench.tenant.surveys) {
      const schema = await metadataOf({ surveyId: id });
      assert.deepEqual(flaws(schema), []);
      const titles = titlesIn(schema);
      assert.equal(new Set(titles).size, titles.length);
      assert.deepEqual(
        titles.filter((title) => [...title].length > 100),
        [],
      );
    }
  });

  it('calls questions by their text, embedded data by name', async () => {
    const [satisfaction, onboarding, events] = bench.tenant.surveys.map(({ id }) => id);
    const { QID1, QID3, level } = valuesOf(await metadataOf({ surveyId: satisfaction }));
    assert.equal(QID1?.title, 'How likely are you to recommend us?');
    assert.deepEqual(QID3, { type: 'array', title: 'What do you use?', items: { type: 'string' } });
    assert.equal(level?.title, 'level');
    const { QID4_2 } = valuesOf(await metadataOf({ surveyId: onboarding }));
    assert.equal(QID4_2?.title, 'How easy was each step? - First order');
    const looped = valuesOf(await metadataOf({ surveyId: events }));
    assert.equal(looped['2_QID3']?.title, 'Samedi - Comment était la journée ?');
  });

  it('fits all that is emitted: every kind of question that there is', async () => {
    bench.tenant.behaviour.exportChecks = 0;
    for (const { id } of bench.tenant.surveys) {
      const out = await metadataOf({ surveyId: id });
      const module = { process: trigger.process, getMetaModel: async () => ({ out }) };
      const { data } = await runStep(module, { cfg: { ...bench.credential, surveyId: id } });
      const kept = Object.keys(valuesOf(out));
      for (const { values } of data as { values: object }[]) {
        assert.deepEqual(
          Object.keys(values).filter((name) => !kept.includes(name)),
          [],
        );
      }
    }
  });

  it('is the general shape where the survey cannot be described, or is not chosen yet', async () => {
    const general = { type: 'object', properties: responseProperties() };
    assert.deepEqual(await metadataOf({}), general);
    assert.deepEqual(await metadataOf({ surveyId: 'SV_000000000000000' }), general);
    bench.sandbox.faults.add({ match: /response-schema/, fault: { kind: 'status', status: 403, when: 'before' } });
    assert.deepEqual(await metadataOf({ surveyId: bench.tenant.surveys[0]?.id }), general);
  });

  it('is a list of responses when pages are emitted', async () => {
    const { properties } = await metadataOf({ surveyId: bench.tenant.surveys[0]?.id, emitBehavior: 'emitPage' });
    assert.deepEqual(Object.keys(properties?.results?.items?.properties ?? {})[1], 'responseId');
  });

  it('cuts long texts in their middle, takes their mark-up away, and tells equal ones apart', () => {
    const long = 'Please think of the last time you called us: how satisfied were you with';
    const schema = described({
      QID1_1: { type: 'number', description: `<div>${long}&nbsp;<b>each</b> of these</div> - The waiting time` },
      QID1_2: { type: 'number', description: `<div>${long}&nbsp;<b>each</b> of these</div> - The answer` },
      QID2: { type: 'string', description: 'Why?' },
      QID3: { type: 'string', description: ' Why? ' },
      QID4: { type: 'string', description: '<p></p>' },
      'a < b': { type: 'string', dataType: 'embeddedData', description: 'a < b' },
    });
    assert.deepEqual(
      Object.values(valuesOf(schema)).map(({ title }) => title),
      [
        'Please think of the last time you c…these - The waiting time',
        'Please think of the last time you c…ch of these - The answer',
        'Why?',
        'Why? (QID3)',
        'QID4',
        'a < b',
      ],
    );
  });

  it('takes fields by any name and of any type', () => {
    const schema = described({
      ['__proto__']: { type: 'string', description: 'x' },
      constructor: { type: ['null', 'integer'] },
      odd: 'no schema',
      list: { type: 'array' },
      object: { type: 'object' },
      none: null,
    });
    const types = Object.entries(valuesOf(schema)).map(([name, { type }]) => `${name} ${type}`);
    const expected = ['__proto__ string', 'constructor number', 'odd string', 'list array', 'object object'];
    assert.deepEqual(types, [...expected, 'none string']);
    assert.deepEqual(flaws(schema), []);
  });

  it('describes a survey of thousands of fields at once', () => {
    const values: Record<string, unknown> = {};
    for (let field = 0; field < 5000; field += 1) values[`QID${field}`] = { type: 'number', description: 'Same text' };
    const titles = titlesIn(described(values));
    assert.equal(new Set(titles).size, titles.length);
  });
});
