import {
  choiceField,
  optionalInstantField,
  propertiesOf,
  readMessage,
  requiredTextField,
} from '../forms/messageFields.js';
import { toWholeSecondsIso } from '../input/instant.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepProcess } from '../platform/step.js';
import { createLinkDistribution } from '../qualtrics/api/distributions.js';

const FIELDS = {
  surveyId: requiredTextField('Survey ID'),
  linkType: choiceField('Link Type', { Individual: 'Individual', Multiple: 'Multiple', Anonymous: 'Anonymous' }),
  description: requiredTextField('Description'),
  expirationDate: optionalInstantField('Expiration Date'),
  mailingListId: requiredTextField('Mailing List ID'),
};

/** Generates survey links for a mailing list without sending them; gives the distribution's id. */
const processMessage = stepProcess(async ({ body, qualtrics, emitData }) => {
  const { expirationDate: expires, ...message } = readMessage(FIELDS, body);
  const expirationDate = expires && toWholeSecondsIso(expires);
  await emitData({ id: await createLinkDistribution(qualtrics, { ...message, expirationDate }) });
});

async function getMetaModel(): Promise<Metadata> {
  return {
    in: objectSchema(propertiesOf(FIELDS)),
    out: objectSchema({ id: { type: 'string', title: 'Distribution ID', required: true } }),
  };
}

export { getMetaModel, processMessage as process };
