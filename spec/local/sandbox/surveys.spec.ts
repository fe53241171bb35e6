import assert from 'node:assert/strict';
import Ajv from 'ajv/dist/2020.js';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

interface Page {
  readonly elements: { readonly id: string; readonly name: string }[];
  readonly nextPage: string | null;
}

describe('Surveys of the sandbox', () => {
  const bench = useSandbox();
  const surveyIds = () => bench.tenant.surveys.map(({ id }) => id);

  it('come in pages by offset', async () => {
    const names: string[] = [];
    let path: string | null = '/surveys?pageSize=3';
    for (let pages = 0; path !== null; pages += 1) {
      const { result }: { result: Page } = await ask<Page>(bench, `GET ${path}`);
      names.push(...result.elements.map(({ name }) => name));
      assert.equal(result.nextPage?.includes('offset=3') ?? false, pages === 0);
      path = result.nextPage && `/surveys${new URL(result.nextPage).search}`;
    }
    assert.deepEqual(
      names,
      bench.tenant.surveys.map(({ name }) => name),
    );
  });

  it('ask every kind of question between them', async () => {
    const types = new Set<string>();
    for (const id of surveyIds()) {
      const { result } = await ask<{ questions: Record<string, { questionType: Record<string, string> }> }>(
        bench,
        `GET /surveys/${id}`,
      );
      for (const { questionType } of Object.values(result.questions)) {
        types.add(`${questionType.type} ${questionType.selector}`);
      }
    }
    assert.deepEqual(
      [...types].sort(),
      [
        'DB TB',
        'FileUpload FileUpload',
        'MC MAVR',
        'MC NPS',
        'MC SAVR',
        'Matrix Likert',
        'RO DND',
        'Slider HSLIDER',
        'TE ESTB',
        'TE FORM',
        'TE SL',
      ].sort(),
    );
  });

  it('tell the same of their questions and embedded data in the list, in the definition and in the schema', async () => {
    for (const id of surveyIds()) {
      const survey = await ask<{ questions: object; embeddedData: { name: string }[] }>(bench, `GET /surveys/${id}`);
      const definition = await ask<{ Questions: object }>(bench, `GET /survey-definitions/${id}`);
      const listed = await ask<{ elements: { QuestionID: string }[] }>(
        bench,
        `GET /survey-definitions/${id}/questions`,
      );
      const ids = Object.keys(survey.result.questions);
      assert.deepEqual(Object.keys(definition.result.Questions), ids);
      assert.deepEqual(
        listed.result.elements.map(({ QuestionID }) => QuestionID),
        ids,
      );
      const flow = await ask<{ Flow: { EmbeddedData?: { Field: string }[] }[] }>(
        bench,
        `GET /survey-definitions/${id}/flow`,
      );
      assert.deepEqual(
        flow.result.Flow.flatMap(({ EmbeddedData = [] }) => EmbeddedData.map(({ Field }) => Field)),
        survey.result.embeddedData.map(({ name }) => name),
      );
    }
  });

  it('have responses as their schema says', async () => {
    const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });
    for (const survey of bench.tenant.surveys) {
      const { result: schema } = await ask<object>(bench, `GET /surveys/${survey.id}/response-schema`);
      const { $schema: _, ...plain } = schema as { $schema: string };
      const fits = ajv.compile(plain);
      const known = Object.keys(
        (plain as { properties: { values: { properties: object } } }).properties.values.properties,
      );
      for (const response of survey.responses.rows({ sortBy: 'recordedDate', asOf: bench.tenant.now() })) {
        const path = `/surveys/${survey.id}/responses/${response.responseId}`;
        const { result } = await ask<{ values: object }>(bench, `GET ${path}`);
        assert.ok(fits(result), `${path}: ${ajv.errorsText(fits.errors)}`);
        assert.deepEqual(
          Object.keys(result.values).filter((key) => !known.includes(key)),
          [],
        );
      }
    }
  });

  it('are renamed, deactivated and given an end, and everything tells so', async () => {
    const [id] = surveyIds();
    const expiration = { startDate: null, endDate: '2030-01-01T00:00:00Z' };
    await ask(bench, `PUT /surveys/${id}`, { body: { name: 'New name', isActive: false, expiration } });
    const { result } = await ask(bench, `GET /surveys/${id}`);
    assert.deepEqual([result.name, result.isActive, result.expiration], ['New name', false, expiration]);
    const { result: metadata } = await ask(bench, `GET /survey-definitions/${id}/metadata`);
    assert.deepEqual([metadata.SurveyName, metadata.SurveyStatus], ['New name', 'Inactive']);
    assert.equal((await ask<Page>(bench, 'GET /surveys')).result.elements[0]?.name, 'New name');
  });

  it('list their filters and quotas, which count', async () => {
    const [id] = surveyIds();
    const filters = await ask<{ elements: { filterName: string }[] }>(bench, `GET /surveys/${id}/filters`);
    assert.equal(filters.result.elements[0]?.filterName, 'Promoters only');
    const quotas = await ask<{ elements: { count: number }[] }>(bench, `GET /surveys/${id}/quotas`);
    assert.equal(quotas.result.elements[0]?.count, 250);
  });

  for (const path of ['', '/response-schema', '/filters', '/quotas', '/responses/R_012345678901234']) {
    it(`are not there under another id: ${path || 'the survey itself'}`, async () => {
      const { status, meta } = await ask(bench, `GET /surveys/SV_012345678901234${path}`);
      assert.deepEqual([status, meta.error?.errorCode], [404, 'GSI_2']);
    });
  }

  it('refuse a change that they do not know', async () => {
    const [id] = surveyIds();
    for (const body of [{ title: 'x' }, { isActive: 'yes' }, { name: '' }]) {
      const { status, meta } = await ask(bench, `PUT /surveys/${id}`, { body });
      assert.deepEqual([status, meta.error?.errorCode], [400, 'RP_9']);
    }
  });
});
