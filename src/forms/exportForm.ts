import { checkbox, type Values } from '../input/fields.js';
import type { Properties } from '../input/schema.js';
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

/** A file in the platform's storage, as it is emitted. */
export const storedFileProperties: Properties = {
  attachmentUrl: { type: 'string', title: 'Attachment URL', required: true },
  fileName: { type: 'string', title: 'File Name', required: true },
  contentType: { type: 'string', title: 'Content Type', required: true },
  size: { type: 'number', title: 'Size in Bytes', required: true },
};
