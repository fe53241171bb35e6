import { type Field, fieldsOf } from './fields.js';
import { recodeOf } from './question.js';
import type { Survey } from './survey.js';

/** The JSON Schema of a survey's responses, as `GET /surveys/{id}/response-schema` gives it. */
export function responseSchema(survey: Survey): Record<string, unknown> {
  const fields = fieldsOf(survey);
  const asked = fields.filter(({ source }) => source === 'question');
  const labelled = fields.filter(({ choices }) => choices !== undefined);
  return {
    $schema: 'https://json-schema.org/draft/2019-09/schema',
    $id: `https://qualtrics.com/API/v3/surveys/${survey.id}/response-schema`,
    title: survey.name,
    type: 'object',
    properties: {
      responseId: { type: 'string', description: 'The unique identifier for a survey response' },
      values: {
        type: 'object',
        properties: Object.fromEntries(fields.map((field) => [field.key, valueSchema(field)])),
        required: ['startDate', 'endDate', 'recordedDate', 'finished', 'status'],
      },
      labels: {
        type: 'object',
        properties: Object.fromEntries(labelled.map((field) => [field.key, labelSchema(field)])),
      },
      displayedFields: { type: 'array', items: { type: 'string', enum: asked.map(({ key }) => key) } },
      displayedValues: {
        type: 'object',
        properties: Object.fromEntries(
          asked.filter(({ choices }) => choices).map(({ key }) => [key, { type: 'array', items: {} }]),
        ),
      },
    },
    required: ['responseId', 'values'],
  };
}

function valueSchema(field: Field): Record<string, unknown> {
  const { source, question, name, loop, choices, type } = field;
  const asText = type === 'array';
  const oneOf = choices?.map((choice) => ({
    label: choice.text,
    const: asText ? String(recodeOf(choice)) : recodeOf(choice),
  }));
  return {
    type,
    ...(field.isDate ? { format: 'date-time' } : {}),
    description: field.title,
    dataType: source,
    exportTag: source === 'metadata' ? field.key : name,
    ...(question ? { questionId: question.id, questionExportTag: question.tag } : {}),
    ...(loop === undefined ? {} : { loopNumber: loop }),
    ...(oneOf && !asText ? { oneOf } : {}),
    ...(asText ? { items: { type: 'string', ...(oneOf ? { oneOf } : {}) } } : {}),
  };
}

function labelSchema({ type, title }: Field): Record<string, unknown> {
  return type === 'array'
    ? { type, description: title, items: { type: 'string' } }
    : { type: 'string', description: title };
}
