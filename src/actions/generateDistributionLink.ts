import { createDistributionOnce } from '../distributions/createOnce.js';
import { readLinks } from '../distributions/readLinks.js';
import { chosenLinkEmission, linkFields, linkOutputs } from '../forms/linkForm.js';
import { propertiesOf, readMessage } from '../forms/messageFields.js';
import type { Values } from '../input/fields.js';
import { toWholeSecondsIso } from '../input/instant.js';
import { emitPage } from '../platform/emitPage.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { isSampleRun } from '../platform/settings.js';
import { stepProcess } from '../platform/step.js';
import { firstObjects } from '../polling/run/firstObjects.js';

/** Generates survey links for a mailing list without sending them; gives the distribution's id, or the links. */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, emitData }) => {
  const emission = chosenLinkEmission(cfg);
  const { expirationDate: expires, ...message } = readMessage(linkFields, body);
  const expirationDate = expires && toWholeSecondsIso(expires);
  const distributionId = await createDistributionOnce(qualtrics, { ...message, expirationDate });
  if (emission === 'emitId') return emitData({ id: distributionId });

  const as =
    emission === 'emitPage' ? ({ kind: 'page', key: 'results' } as const) : ({ kind: 'individually' } as const);
  const found = readLinks(qualtrics, { ...message, distributionId });
  let isNone = true;
  for await (const links of isSampleRun() ? firstObjects(found, emission === 'emitIndividually') : found) {
    await emitPage(links, as, emitData);
    isNone = false;
  }
  if (isNone && emission === 'emitPage') await emitData({ results: [] });
});

async function getMetaModel(cfg: Values): Promise<Metadata> {
  return {
    in: objectSchema(propertiesOf(linkFields)),
    out: objectSchema(linkOutputs[chosenLinkEmission(cfg)]),
  };
}

export { getMetaModel, processMessage as process };
