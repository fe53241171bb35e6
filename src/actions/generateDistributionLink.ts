import { choice, optionalInstant, requiredText } from '../input/fields.js';
import { toWholeSecondsIso } from '../input/instant.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepProcess } from '../platform/step.js';
import { createLinkDistribution } from '../qualtrics/api/distributions.js';

const LINK_TYPES = { Individual: 'Individual', Multiple: 'Multiple', Anonymous: 'Anonymous' } as const;

/** Generates survey links for a mailing list without sending them; gives the distribution's id. */
const processMessage = stepProcess(async ({ body, qualtrics, emitData }) => {
  const surveyId = requiredText(body, { key: 'surveyId', label: 'Survey ID' });
  const linkType = choice(body, { key: 'linkType', label: 'Link Type' }, LINK_TYPES);
  const description = requiredText(body, { key: 'description', label: 'Description' });
  const expires = optionalInstant(body, { key: 'expirationDate', label: 'Expiration Date' });
  const mailingListId = requiredText(body, { key: 'mailingListId', label: 'Mailing List ID' });
  const expirationDate = expires && toWholeSecondsIso(expires);
  const distribution = { surveyId, linkType, description, expirationDate, mailingListId };
  await emitData({ id: await createLinkDistribution(qualtrics, distribution) });
});

async function getMetaModel(): Promise<Metadata> {
  return {
    in: objectSchema({
      surveyId: { type: 'string', title: 'Survey ID', required: true },
      linkType: { type: 'string', title: 'Link Type', required: true, enum: Object.keys(LINK_TYPES) },
      description: { type: 'string', title: 'Description', required: true },
      expirationDate: { type: 'string', title: 'Expiration Date', required: false },
      mailingListId: { type: 'string', title: 'Mailing List ID', required: true },
    }),
    out: objectSchema({ id: { type: 'string', title: 'Distribution ID', required: true } }),
  };
}

export { getMetaModel, processMessage as process };
