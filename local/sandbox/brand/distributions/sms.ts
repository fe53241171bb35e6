import { Refusal } from '../../refusal.js';
import { invalidValue, keysOf, refuseOthers, requireKeys, textIn } from '../bodies.js';
import { calendarTime } from '../calendar.js';
import { dateTime } from '../surveys/surveyView.js';
import type { Tenant } from '../tenant.js';
import { activeSurvey, addresseesIn, expirationIn, messageIn } from './creating.js';
import type { ViewOptions } from './distributionView.js';
import { METHODS, type Method, type SmsDistribution } from './smsDistribution.js';

const KEYS = ['sendDate', 'surveyId', 'method', 'name', 'recipients', 'message'];
const OPTIONAL_KEYS = ['surveyLinkExpirationDate', 'parentDistributionId'];
/** Characters that one text message carries. */
const SEGMENT = 160;

/** A distribution by text message from the body of its creation. Throws Refusal. */
export function smsFrom(tenant: Tenant, body: unknown): SmsDistribution {
  const keys = keysOf(body);
  const method = METHODS.find((one) => one === keys.method);
  refuseOthers(keys, [...KEYS, ...OPTIONAL_KEYS]);
  requireKeys(keys, method === 'Interactive' ? KEYS.filter((key) => key !== 'message') : KEYS);
  if (method === undefined) throw invalidValue('method');
  const sendDate = calendarTime(textIn(keys, 'sendDate'));
  if (sendDate === undefined) throw invalidValue('sendDate');
  const surveyId = activeSurvey(tenant, textIn(keys, 'surveyId'));
  return {
    id: tenant.random.id('EMD_'),
    surveyId,
    name: textIn(keys, 'name'),
    method,
    sendDate,
    parentDistributionId: parentIn(tenant, keys, method, surveyId),
    expiresAt: expirationIn(keys, tenant.now(), 'surveyLinkExpirationDate').expiresAt,
    message: keys.message === undefined ? undefined : messageIn(tenant, keys),
    answers: new Map(),
    ...addresseesIn(tenant, keys.recipients),
  };
}

/** Reminders and thanks follow another one of the survey. */
function parentIn(
  { smsDistributions }: Tenant,
  keys: Readonly<Record<string, unknown>>,
  method: Method,
  surveyId: string,
): string | null {
  if (method === 'Reminder' || method === 'ThankYou') requireKeys(keys, ['parentDistributionId']);
  if (keys.parentDistributionId === undefined) return null;
  const parentId = textIn(keys, 'parentDistributionId');
  const isThere = smsDistributions.some((one) => one.id === parentId && one.surveyId === surveyId);
  if (!isThere) throw new Refusal(404, 'GED_3', 'The parent distribution does not exist.');
  return parentId;
}

/** A distribution by text message as it is listed and got. */
export function smsView(sms: SmsDistribution, { ownerId, organizationId, now }: ViewOptions): Record<string, unknown> {
  const isSent = sms.sendDate <= now;
  const reached = sms.recipients.filter(({ contact }) => contact.phone !== null && contact.phone !== '').length;
  const sent = isSent ? reached : 0;
  const segments = sent * Math.max(1, Math.ceil((sms.message?.messageText?.length ?? 0) / SEGMENT));
  return {
    id: sms.id,
    name: sms.name,
    ownerId,
    organizationId,
    parentDistributionId: sms.parentDistributionId,
    requestType: sms.method,
    requestStatus: isSent ? 'Done' : 'Pending',
    sendDate: dateTime(sms.sendDate),
    surveyId: sms.surveyId,
    surveyLinkExpirationDate: dateTime(sms.expiresAt),
    recipients: { mailingListId: sms.mailingListId, contactId: sms.contactId },
    message: sms.message ?? null,
    stats: {
      sent,
      failed: isSent ? sms.recipients.length - reached : 0,
      started: sms.answers.size,
      finished: sms.answers.size,
      credits: segments,
      segments,
    },
  };
}
