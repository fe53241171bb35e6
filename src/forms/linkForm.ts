import { choice, type Values } from '../input/fields.js';
import type { Properties } from '../input/schema.js';
import { choiceField, optionalInstantField, requiredIdField, requiredTextField } from './messageFields.js';

const EMIT_BEHAVIORS = {
  emitId: 'Distribution ID',
  emitIndividually: 'Each link',
  emitPage: 'Links in pages',
} as const;

export type LinkEmission = keyof typeof EMIT_BEHAVIORS;

/** What a message says of a distribution of links. */
export const linkFields = {
  surveyId: requiredIdField('Survey ID'),
  linkType: choiceField('Link Type', { Individual: 'Individual', Multiple: 'Multiple', Anonymous: 'Anonymous' }),
  description: requiredTextField('Description'),
  expirationDate: optionalInstantField('Expiration Date'),
  mailingListId: requiredIdField('Mailing List ID'),
};

/** What is emitted; the id alone unless something else was chosen. Throws InputError. */
export function chosenLinkEmission(cfg: Values): LinkEmission {
  return choice(cfg, { key: 'emitBehavior', label: 'Emit behavior' }, EMIT_BEHAVIORS, 'emitId');
}

const linkProperties: Properties = {
  distributionId: { type: 'string', title: 'Distribution ID', required: true },
  contactId: { type: 'string', title: 'Contact ID' },
  link: { type: 'string', title: 'Link', required: true },
  linkExpiration: { type: 'string', title: 'Link Expiration' },
  firstName: { type: 'string', title: 'First Name' },
  lastName: { type: 'string', title: 'Last Name' },
  email: { type: 'string', title: 'Email' },
  extRef: { type: 'string', title: 'External Data Reference' },
  unsubscribed: { type: 'boolean', title: 'Unsubscribed' },
  exceededContactFrequency: { type: 'boolean', title: 'Exceeded Contact Frequency' },
  transactionId: { type: 'string', title: 'Transaction ID' },
  status: { type: 'string', title: 'Status' },
};

/** The out-metadata of each choice. */
export const linkOutputs: Readonly<Record<LinkEmission, Properties>> = {
  emitId: { id: { type: 'string', title: 'Distribution ID', required: true } },
  emitIndividually: linkProperties,
  emitPage: {
    results: {
      type: 'array',
      title: 'Links',
      required: true,
      items: { type: 'object', properties: linkProperties },
    },
  },
};
