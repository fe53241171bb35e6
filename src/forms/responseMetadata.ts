import { optionalText, type Values } from '../input/fields.js';
import type { Properties } from '../input/schema.js';
import { orGeneral } from '../platform/step.js';
import { responseSchema } from '../qualtrics/api/surveys.js';
import { responseProperties } from '../responses/responseProperties.js';

/**
 * What the responses of the chosen survey hold, by the survey's own fields. The general shape where no survey is chosen
 * yet, or where its schema cannot be read: a step can be configured without it. `caller`: what a metadata function is
 * called on.
 */
export async function describeResponses(caller: unknown, cfg: Values): Promise<Properties> {
  const surveyId = optionalText(cfg, { key: 'surveyId', label: 'Survey' });
  const general = async (): Promise<Properties> => responseProperties();
  if (surveyId === undefined) return general();
  return orGeneral(
    caller,
    cfg,
    async (qualtrics) => responseProperties(await responseSchema(qualtrics, surveyId)),
    general,
    true,
  );
}
