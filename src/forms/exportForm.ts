import { checkbox, shown, type Values } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { toWholeSecondsIso, toWholeSecondsIsoAtLeast } from '../input/instant.js';
import { EXPORT_FORMATS } from '../qualtrics/api/exportFormats.js';
import type { ExportOptions } from '../qualtrics/api/responseExports.js';
import {
  choiceField,
  type MessageField,
  optionalBooleanField,
  optionalCountField,
  optionalIdField,
  optionalInstantField,
  optionalNamesField,
  optionalTextField,
  readMessage,
  requiredIdField,
} from './messageFields.js';

const CAN_OMIT_FILTER = { key: 'allowFilterToBeOmitted', label: 'Allow filter to be omitted' };

const LABELS = { startDate: 'Start Date', endDate: 'End Date', timeZone: 'Time Zone', useLabels: 'Use Labels' };

/** A name of the IANA's list of time zones, as Qualtrics takes it. */
const timeZoneField: MessageField<string | undefined> = {
  ...optionalTextField(LABELS.timeZone),
  read(body, key) {
    const name = optionalTextField(LABELS.timeZone).read(body, key);
    if (name === undefined || isTimeZone(name)) return name;
    throw new InputError(
      `"${LABELS.timeZone}" must be the name of a time zone like "Europe/Berlin", but it is ${shown(name)}.`,
    );
  },
};

/** What a message says of an export; without its checkbox the filter must be there. */
export function exportFields(cfg: Values) {
  return {
    fileFormat: choiceField('File Format', EXPORT_FORMATS),
    surveyId: requiredIdField('Survey ID'),
    filterId: checkbox(cfg, CAN_OMIT_FILTER) ? optionalIdField('Filter ID') : requiredIdField('Filter ID'),
    startDate: optionalInstantField(LABELS.startDate),
    endDate: optionalInstantField(LABELS.endDate),
    timeZone: timeZoneField,
    useLabels: optionalBooleanField(LABELS.useLabels),
    limit: optionalCountField('Limit'),
    questionIds: optionalNamesField('Question IDs'),
    embeddedDataIds: optionalNamesField('Embedded Data IDs'),
    surveyMetadataIds: optionalNamesField('Survey Metadata IDs'),
  };
}

/** An export as a message asks for it. */
interface WantedExport {
  readonly surveyId: string;
  readonly contentType: string;
  readonly options: ExportOptions;
}

/**
 * Reads what to export. Dates are sent in whole seconds, so that nothing within them is left out.
 * Throws InputError, also for what Qualtrics does not take together.
 */
export function readExport(cfg: Values, body: Values): WantedExport {
  const message = readMessage(exportFields(cfg), body);
  const { fileFormat, surveyId, startDate: start, endDate: end, useLabels, ...others } = message;
  const isJson = fileFormat === 'json' || fileFormat === 'ndjson';
  if (isJson && useLabels) throw notWith(LABELS.useLabels, fileFormat);
  if (isJson && others.timeZone !== undefined) throw notWith(LABELS.timeZone, fileFormat);
  if (start && end && start > end) {
    throw new InputError(
      `"${LABELS.startDate}" must not be after "${LABELS.endDate}", but ${shown(body.startDate)} is after ${shown(body.endDate)}.`,
    );
  }
  const options = {
    format: fileFormat,
    ...others,
    // With json and ndjson Qualtrics refuses the key even with the value false.
    useLabels: isJson ? undefined : useLabels,
    startDate: start && toWholeSecondsIso(start),
    endDate: end && toWholeSecondsIsoAtLeast(end),
  };
  return { surveyId, contentType: EXPORT_FORMATS[fileFormat], options };
}

function notWith(label: string, format: string): InputError {
  return new InputError(
    `"${label}" cannot be used with the "File Format" ${shown(format)}: leave it empty, or choose another format.`,
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
