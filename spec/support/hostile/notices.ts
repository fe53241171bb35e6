import { createHmac } from 'node:crypto';
import { BRAND, FLOW_ID } from './brand.js';

/** The sandbox's own. */
const CLIENT_SECRET = 'demo-secret-0f1e2d3c4b5a';

/** The key that Qualtrics signs the notices of the flow with. */
const SHARED_KEY = createHmac('sha256', CLIENT_SECRET)
  .update(`qualtrics-component webhook ${FLOW_ID}`)
  .digest('hex')
  .slice(0, 32);

/** A form as Qualtrics posts it, of an event with these attributes; a text stands for attributes that are none. */
export function signedNotice(attributes: object | string, key = SHARED_KEY): Record<string, string> {
  const MSG = typeof attributes === 'string' ? attributes : JSON.stringify(attributes);
  const HMAC = createHmac('sha512', key).update(MSG).digest('hex');
  return { Topic: `sandbox.surveyengine.completedResponse.${BRAND.surveyId}`, HMAC, MSG };
}
