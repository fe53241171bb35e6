import type { Properties, Property } from '../input/schema.js';

/** What the vendor's documentation names; a notice may hold more or less, and all of it is passed through. */
const ATTRIBUTES = [
  'Status',
  'SurveyID',
  'ResponseID',
  'RecipientID',
  'ResponseEventContext',
  'DistributionID',
  'CompletedDate',
  'BrandID',
];

/** The attributes of a notice, by their names. */
const notice: Property = {
  type: 'object',
  title: 'Notice',
  required: true,
  properties: Object.fromEntries(ATTRIBUTES.map((name) => [name, { type: 'string', title: `Notice: ${name}` }])),
};

/** A response that is described by `response`, and the notice of it. */
export function withNotice(response: Properties): Properties {
  return { ...response, notice };
}

/** What is known of a response that is not complete. */
export const partialResponseProperties: Properties = withNotice({
  surveyId: { type: 'string', title: 'Survey ID', required: true },
  responseId: { type: 'string', title: 'Response ID', required: true },
});
