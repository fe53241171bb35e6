import type { Choice } from './question.js';

/** A field that every response has beside its answers: key in JSON (and ImportId), column name, title. */
export interface MetadataField {
  readonly key: string;
  readonly name: string;
  readonly title: string;
  readonly type: 'number' | 'string';
  readonly isDate?: boolean;
  readonly choices?: readonly Choice[];
}

const STATUSES: readonly Choice[] = [
  { id: '0', text: 'IP Address' },
  { id: '1', text: 'Survey Preview' },
  { id: '2', text: 'Survey Test' },
  { id: '4', text: 'Imported' },
  { id: '8', text: 'Spam' },
  { id: '16', text: 'Offline' },
  { id: '17', text: 'Offline Survey Preview' },
];

const TRUTHS: readonly Choice[] = [
  { id: '0', text: 'False' },
  { id: '1', text: 'True' },
];

/** The 17 of every survey, in the order of the columns of recorded files. */
export const METADATA: readonly MetadataField[] = [
  { key: 'startDate', name: 'StartDate', title: 'Start Date', type: 'string', isDate: true },
  { key: 'endDate', name: 'EndDate', title: 'End Date', type: 'string', isDate: true },
  { key: 'status', name: 'Status', title: 'Response Type', type: 'number', choices: STATUSES },
  { key: 'ipAddress', name: 'IPAddress', title: 'IP Address', type: 'string' },
  { key: 'progress', name: 'Progress', title: 'Progress', type: 'number' },
  { key: 'duration', name: 'Duration (in seconds)', title: 'Duration (in seconds)', type: 'number' },
  { key: 'finished', name: 'Finished', title: 'Finished', type: 'number', choices: TRUTHS },
  { key: 'recordedDate', name: 'RecordedDate', title: 'Recorded Date', type: 'string', isDate: true },
  { key: '_recordId', name: 'ResponseId', title: 'Response ID', type: 'string' },
  { key: 'recipientLastName', name: 'RecipientLastName', title: 'Recipient Last Name', type: 'string' },
  { key: 'recipientFirstName', name: 'RecipientFirstName', title: 'Recipient First Name', type: 'string' },
  { key: 'recipientEmail', name: 'RecipientEmail', title: 'Recipient Email', type: 'string' },
  { key: 'externalDataReference', name: 'ExternalReference', title: 'External Data Reference', type: 'string' },
  { key: 'locationLatitude', name: 'LocationLatitude', title: 'Location Latitude', type: 'string' },
  { key: 'locationLongitude', name: 'LocationLongitude', title: 'Location Longitude', type: 'string' },
  { key: 'distributionChannel', name: 'DistributionChannel', title: 'Distribution Channel', type: 'string' },
  { key: 'userLanguage', name: 'UserLanguage', title: 'User Language', type: 'string' },
];

/** Added to exports that are sorted by it. */
export const LAST_MODIFIED: MetadataField = {
  key: 'LastModifiedDate',
  name: 'LastModifiedDate',
  title: 'Last Modified Date',
  type: 'string',
  isDate: true,
};
