import { checkbox, type Values } from '../input/fields.js';
import { EXPORT_FORMATS } from '../qualtrics/api/exportFormats.js';
import { choiceField, optionalTextField, requiredTextField } from './messageFields.js';

const CAN_OMIT_FILTER = { key: 'allowFilterToBeOmitted', label: 'Allow filter to be omitted' };

/** What a message says of an export; without its checkbox the filter must be there. */
export function exportFields(cfg: Values) {
  return {
    fileFormat: choiceField('File Format', EXPORT_FORMATS),
    surveyId: requiredTextField('Survey ID'),
    filterId: checkbox(cfg, CAN_OMIT_FILTER) ? optionalTextField('Filter ID') : requiredTextField('Filter ID'),
  };
}
