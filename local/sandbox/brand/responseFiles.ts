import type { SurveyResponse } from './records.js';
import { savFile } from './savFile.js';

export const FORMATS = ['csv', 'json', 'ndjson', 'spss', 'tsv', 'xml'] as const;
export type ExportFormat = (typeof FORMATS)[number];

const COLUMNS = ['StartDate', 'Finished', 'ResponseId', 'QID1', 'QID2_TEXT'] as const;
const QUESTIONS: Readonly<Record<(typeof COLUMNS)[number], string>> = {
  StartDate: 'Start Date',
  Finished: 'Finished',
  ResponseId: 'Response ID',
  QID1: 'How likely are you to recommend us?',
  QID2_TEXT: 'What is the main reason?',
};

/** Responses as a file of the format asked for. */
export function fileOf(responses: readonly SurveyResponse[], format: ExportFormat): Buffer {
  switch (format) {
    case 'csv':
      return Buffer.from(delimited(responses, ','));
    case 'tsv':
      return Buffer.from(delimited(responses, '\t'));
    case 'json':
      return Buffer.from(JSON.stringify({ responses: responses.map(asRecord) }));
    case 'ndjson':
      return Buffer.from(responses.map((response) => `${JSON.stringify(asRecord(response))}\n`).join(''));
    case 'xml':
      return Buffer.from(asXml(responses));
    case 'spss':
      return savFile(responses);
  }
}

function valuesOf(response: SurveyResponse): Record<(typeof COLUMNS)[number], string> {
  return {
    StartDate: new Date(response.startDate).toISOString().slice(0, 19).replace('T', ' '),
    Finished: response.finished ? '1' : '0',
    ResponseId: response.responseId,
    QID1: String(response.score),
    QID2_TEXT: response.comment,
  };
}

/** Three header rows: names, questions, import ids. */
function delimited(responses: readonly SurveyResponse[], separator: string): string {
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = [
    [...COLUMNS],
    COLUMNS.map((column) => QUESTIONS[column]),
    COLUMNS.map((column) => JSON.stringify({ ImportId: column })),
    ...responses.map((response) => COLUMNS.map((column) => valuesOf(response)[column])),
  ];
  return rows.map((row) => `${row.map(quote).join(separator)}\n`).join('');
}

function asRecord(response: SurveyResponse): Record<string, unknown> {
  return {
    responseId: response.responseId,
    values: {
      startDate: new Date(response.startDate).toISOString(),
      finished: response.finished ? 1 : 0,
      QID1: response.score,
      QID2_TEXT: response.comment,
    },
    labels: { finished: response.finished ? 'True' : 'False' },
    displayedFields: ['QID1', 'QID2_TEXT'],
    displayedValues: {},
  };
}

function asXml(responses: readonly SurveyResponse[]): string {
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const rows = responses.map((response) => {
    const values = Object.entries(valuesOf(response));
    const fields = values.map(([name, value]) => `    <${name}>${escaped(value)}</${name}>\n`).join('');
    return `  <Response>\n${fields}  </Response>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Responses>\n${rows.join('')}</Responses>\n`;
}
