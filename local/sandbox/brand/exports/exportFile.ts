import { asRecord, type StoredResponse } from '../responses/response.js';
import type { SurveyContent } from '../surveys/content.js';
import { type Field, fieldsOf, metadataField } from '../surveys/fields.js';
import { LAST_MODIFIED } from '../surveys/metadata.js';
import { type Column, columnsOf } from './columns.js';
import type { ExportFormat, ExportOptions } from './exportOptions.js';
import { type HostileRow, spoilt, spoiltJson } from './hostileRows.js';
import { savWriter } from './savFile.js';

/** How a file is written: its beginning, a row, what stands between two rows, its end. */
export interface Writer {
  readonly head: string | Buffer;
  readonly rowOf: (response: StoredResponse, hostile: HostileRow | undefined) => string | Buffer;
  readonly between: string;
  readonly end: string;
}

export interface FileOptions {
  readonly survey: SurveyContent;
  readonly options: ExportOptions;
  /** Whether `LastModifiedDate` stands beside a record's `values` rather than in them. */
  readonly lastModifiedBeside: boolean;
}

/** What the files of each format are. */
export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  spss: 'application/x-spss-sav',
  tsv: 'text/tab-separated-values',
  xml: 'application/xml',
};

/** The fields that an export has columns for. */
function exportedFields(survey: SurveyContent, options: ExportOptions): Field[] {
  const { questionIds, embeddedDataIds, surveyMetadataIds } = options;
  const isAsked = ({ source, key, question }: Field): boolean => {
    if (source === 'question') return questionIds?.includes(question?.id ?? '') ?? true;
    if (source === 'embeddedData') return embeddedDataIds?.includes(key) ?? true;
    if (surveyMetadataIds === undefined) return true;
    // Two spellings are documented for the same field.
    return (
      surveyMetadataIds.includes(key) ||
      (key === 'externalDataReference' && surveyMetadataIds.includes('externalReference'))
    );
  };
  const fields = fieldsOf(survey).filter(isAsked);
  if (!options.sortByLastModifiedDate) return fields;
  const metadata = fields.filter(({ source }) => source === 'metadata');
  return [...metadata, metadataField(LAST_MODIFIED), ...fields.slice(metadata.length)];
}

/** How files of the format are written. */
export function writerOf({ survey, options, lastModifiedBeside }: FileOptions): Writer {
  const fields = exportedFields(survey, options);
  switch (options.format) {
    case 'csv':
      return delimited(fields, options, ',');
    case 'tsv':
      return delimited(fields, options, '\t');
    case 'json':
      return { head: '{"responses":[', rowOf: jsonWriter(fields, lastModifiedBeside), between: ',', end: ']}' };
    case 'ndjson':
      return { head: '', rowOf: jsonWriter(fields, lastModifiedBeside), between: '\n', end: '\n' };
    case 'xml':
      return xml(fields, options);
    case 'spss': {
      const { head, rowOf } = savWriter(fields);
      return { head, rowOf, between: '', end: '' };
    }
  }
}

/** A response whose turn it is, and how its row is spoilt. */
export interface Row {
  readonly response: StoredResponse;
  readonly hostile: HostileRow | undefined;
}

const CHUNK_BYTES = 65_536;

/** One file of at most `most` rows, in chunks; `rows` goes on behind it. */
export function* fileOf(writer: Writer, rows: Iterator<Row, undefined>, most: number): Generator<Buffer> {
  let pieces = [Buffer.from(writer.head)];
  let bytes = 0;
  let count = 0;
  for (let row = rows.next(); !row.done; row = rows.next()) {
    if (count > 0) pieces.push(Buffer.from(writer.between));
    const piece = Buffer.from(writer.rowOf(row.value.response, row.value.hostile));
    pieces.push(piece);
    bytes += piece.length;
    count += 1;
    if (bytes > CHUNK_BYTES) {
      yield Buffer.concat(pieces);
      pieces = [];
      bytes = 0;
    }
    if (count === most) break;
  }
  pieces.push(Buffer.from(count > 0 || writer.head !== '' ? writer.end : ''));
  yield Buffer.concat(pieces);
}

function jsonWriter(fields: readonly Field[], isBeside: boolean): Writer['rowOf'] {
  const textKey = textKeyOf(fields);
  return (response, hostile) => {
    const record: Record<string, unknown> = { ...asRecord(spoilt(response, hostile, textKey), fields) };
    if (isBeside) {
      const { LastModifiedDate, ...values } = record.values as Record<string, unknown>;
      Object.assign(record, { values, LastModifiedDate });
    }
    return spoiltJson(JSON.stringify(record), hostile);
  };
}

/** Lines end as in recorded files; three header rows: names, titles, import ids. */
function delimited(fields: readonly Field[], options: ExportOptions, separator: string): Writer {
  const columns = columnsOf(fields, options);
  const textKey = textKeyOf(fields);
  const needsQuotes = new RegExp(`[${separator}"\\r\\n]`);
  const cell = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (textOf: (column: Column) => string): string =>
    `${columns.map((column) => cell(textOf(column))).join(separator)}\r\n`;
  return {
    head: line(({ name }) => name) + line(({ title }) => title) + line(({ importId }) => JSON.stringify(importId)),
    rowOf: (response, hostile) => {
      const row = spoilt(response, hostile, textKey);
      return line(({ textOf }) => textOf(row));
    },
    between: '',
    end: '',
  };
}

function xml(fields: readonly Field[], options: ExportOptions): Writer {
  // Label columns are told apart by a header row, so there are none here.
  const plain = columnsOf(fields, { ...options, includeLabelColumns: false });
  const columns = plain.map((column) => ({ ...column, element: elementName(column.name) }));
  const textKey = textKeyOf(fields);
  return {
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<Responses>\n',
    rowOf: (response, hostile) => {
      const row = spoilt(response, hostile, textKey);
      const cells = columns.map(({ element, textOf }) => `    <${element}>${escaped(textOf(row))}</${element}>\n`);
      return `  <Response>\n${cells.join('')}  </Response>\n`;
    },
    between: '',
    end: '</Responses>\n',
  };
}

/** Where a hostile text goes: an answer in words, else any text. */
function textKeyOf(fields: readonly Field[]): string {
  const texts = fields.filter(({ type, isDate, source }) => type === 'string' && !isDate && source !== 'metadata');
  return texts[0]?.key ?? 'userLanguage';
}

function elementName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^[^\p{L}_]/u, '_$&');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
