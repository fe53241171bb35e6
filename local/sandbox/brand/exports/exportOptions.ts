import { Refusal } from '../../refusal.js';
import { invalidValue, keysOf, refuseOthers, requireKeys } from '../bodies.js';
import { calendarTime } from '../calendar.js';

export const FORMATS = ['csv', 'json', 'ndjson', 'spss', 'tsv', 'xml'] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** What an export was asked for, read. Times in ms since 1970. */
export interface ExportOptions {
  readonly format: ExportFormat;
  readonly filterId?: string | undefined;
  /** Inclusive. */
  readonly startDate?: number | undefined;
  /** Exclusive. */
  readonly endDate?: number | undefined;
  readonly sortByLastModifiedDate?: boolean | undefined;
  readonly limit?: number | undefined;
  readonly useLabels?: boolean | undefined;
  readonly questionIds?: readonly string[] | undefined;
  readonly embeddedDataIds?: readonly string[] | undefined;
  readonly surveyMetadataIds?: readonly string[] | undefined;
  readonly timeZone?: string | undefined;
  readonly newlineReplacement?: string | undefined;
  readonly compress?: boolean | undefined;
  readonly allowContinuation?: boolean | undefined;
  readonly continuationToken?: string | undefined;
  readonly exportResponsesInProgress?: boolean | undefined;
  readonly breakoutSets?: boolean | undefined;
  readonly formatDecimalAsComma?: boolean | undefined;
  readonly seenUnansweredRecode?: number | undefined;
  readonly multiselectSeenUnansweredRecode?: number | undefined;
  readonly includeDisplayOrder?: boolean | undefined;
  readonly includeLabelColumns?: boolean | undefined;
}

type Reader = (value: unknown) => unknown;

const aBoolean: Reader = (value) => (typeof value === 'boolean' ? value : undefined);
const aText: Reader = (value) => (typeof value === 'string' ? value : undefined);
const aToken: Reader = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
const aCount: Reader = (value) => (Number.isInteger(value) && Number(value) >= 0 ? value : undefined);
const anInteger: Reader = (value) => (Number.isInteger(value) ? value : undefined);
const aMoment: Reader = (value) =>
  typeof value === 'string' && /T.*(Z|[+-]\d{2}:?\d{2})$/.test(value) ? calendarTime(value) : undefined;
const texts: Reader = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;

const READERS: Readonly<Record<keyof ExportOptions, Reader>> = {
  format: (value) => FORMATS.find((format) => format === value),
  filterId: aToken,
  startDate: aMoment,
  endDate: aMoment,
  sortByLastModifiedDate: aBoolean,
  limit: aCount,
  useLabels: aBoolean,
  questionIds: texts,
  embeddedDataIds: texts,
  surveyMetadataIds: texts,
  timeZone: (value) => (typeof value === 'string' && isTimeZone(value) ? value : undefined),
  newlineReplacement: aText,
  compress: aBoolean,
  allowContinuation: aBoolean,
  continuationToken: aToken,
  exportResponsesInProgress: aBoolean,
  breakoutSets: aBoolean,
  formatDecimalAsComma: aBoolean,
  seenUnansweredRecode: anInteger,
  multiselectSeenUnansweredRecode: anInteger,
  includeDisplayOrder: aBoolean,
  includeLabelColumns: aBoolean,
};

/** What json and ndjson refuse (documented). */
const NOT_IN_JSON = [
  'includeDisplayOrder',
  'useLabels',
  'formatDecimalAsComma',
  'seenUnansweredRecode',
  'multiselectSeenUnansweredRecode',
  'timeZone',
  'newlineReplacement',
  'breakoutSets',
];

/** Pairs that do not go together (documented). */
const EXCLUSIVE = [
  ['filterId', 'sortByLastModifiedDate'],
  ['filterId', 'allowContinuation'],
  ['filterId', 'continuationToken'],
  ['allowContinuation', 'continuationToken'],
  ['useLabels', 'includeLabelColumns'],
] as const;

/** Reads the body of an export's start. Throws Refusal for what the vendor does not take. */
export function readExportOptions(body: unknown): ExportOptions {
  const given = keysOf(body);
  refuseOthers(given, Object.keys(READERS));
  requireKeys(given, ['format']);
  const read: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value === null) continue;
    read[key] = READERS[key as keyof ExportOptions](value);
    if (read[key] === undefined) throw invalidValue(key);
  }
  refuseCombinations(read);
  // As documented: of unfinished responses the order does nothing.
  if (read.exportResponsesInProgress === true) delete read.sortByLastModifiedDate;
  return read as Partial<ExportOptions> & Pick<ExportOptions, 'format'>;
}

function refuseCombinations(read: Readonly<Record<string, unknown>>): void {
  const refused = NOT_IN_JSON.find((key) => read[key] !== undefined);
  if (/json$/.test(String(read.format)) && refused !== undefined) {
    throw new Refusal(400, 'RP_9', `${refused} cannot be used with the format ${read.format}.`);
  }
  const isAsked = (key: string): boolean => read[key] !== undefined && read[key] !== false;
  for (const [one, other] of EXCLUSIVE) {
    // A token implies that the export can be continued, so even `false` beside it is refused.
    const isPair = isAsked(one) && isAsked(other);
    const isImplied = other === 'continuationToken' && isAsked(other) && read[one] !== undefined;
    if (isPair || isImplied) throw new Refusal(400, 'RP_9', `${one} cannot be used with ${other}.`);
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
