import { Refusal } from '../../refusal.js';
import { invalidValue, keysOf, refuseOthers, requireKeys, textIn } from '../bodies.js';
import { calendarTime } from '../calendar.js';
import type { Tenant } from '../tenant.js';
import {
  type Distribution,
  LINK_TYPES,
  type LinkType,
  type MailHeader,
  type MailMessage,
  type Recipients,
} from './distribution.js';
import { recipientsIn, recipientsOfBatch } from './recipients.js';

type Body = Readonly<Record<string, unknown>>;

const DAY_MS = 24 * 60 * 60_000;
/** Links without a date of their own last so long (recorded). */
const LINK_DAYS = 60;
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z| \d{2}:\d{2}:\d{2})$/;

const LINK_KEYS = ['surveyId', 'linkType', 'description', 'action', 'expirationDate', 'mailingListId', 'contactId'];
const BATCH_KEYS = ['surveyId', 'linkType', 'description', 'action', 'expirationDate', 'transactionBatchId'];
const MAIL_KEYS = ['message', 'recipients', 'header', 'surveyLink', 'embeddedData', 'sendDate'];
const MAX_EMBEDDED_DATA = 10;
const MAX_NAME_LENGTH = 200;
const MAX_VALUE_LENGTH = 1024;

const NO_HEADER: MailHeader = { fromName: null, fromEmail: null, replyToEmail: null, subject: null };
const NO_MESSAGE: MailMessage = { libraryId: null, messageId: null, messageText: null };

/**
 * A distribution from the body of its creation, in either of the two forms that do not mix: with an `action` it makes
 * links and has no `sendDate`, without one it sends mails and must have it. Throws Refusal as the vendor words it.
 */
export function distributionFrom(tenant: Tenant, body: unknown): Distribution {
  const keys = keysOf(body);
  return keys.action === undefined ? mailFrom(tenant, keys) : linksFrom(tenant, keys);
}

function linksFrom(tenant: Tenant, body: Body): Distribution {
  const isBatch = body.action === 'CreateTransactionBatchDistribution';
  if (!isBatch && body.action !== 'CreateDistribution') throw invalidValue('action');
  refuseOthers(body, isBatch ? BATCH_KEYS : LINK_KEYS);
  requireKeys(body, ['surveyId', 'linkType', 'description', isBatch ? 'transactionBatchId' : 'mailingListId']);
  const now = tenant.now();
  const surveyId = activeSurvey(tenant, textIn(body, 'surveyId'));
  const linkType = linkTypeIn(body, 'linkType');
  const description = textIn(body, 'description');
  const expiration = expirationIn(body, now);
  return {
    ...made(tenant, now),
    surveyId,
    requestType: 'GeneratedInvite',
    sendDate: now,
    linkType,
    description,
    ...expiration,
    ...(isBatch ? recipientsOfBatch(tenant, textIn(body, 'transactionBatchId')) : recipientsIn(tenant, body)),
    header: NO_HEADER,
    message: NO_MESSAGE,
    embeddedData: null,
  };
}

function mailFrom(tenant: Tenant, body: Body): Distribution {
  requireKeys(body, ['sendDate', 'message', 'recipients', 'header']);
  refuseOthers(body, MAIL_KEYS);
  const now = tenant.now();
  const link = body.surveyLink === undefined ? undefined : keysOf(body.surveyLink);
  if (link) refuseOthers(link, ['surveyId', 'expirationDate', 'type']);
  return {
    ...made(tenant, now),
    surveyId: link && activeSurvey(tenant, textIn(link, 'surveyId')),
    requestType: link ? 'Invite' : 'Email',
    linkType: link?.type === undefined ? 'Individual' : linkTypeIn(link, 'type'),
    description: '',
    ...expirationIn(link ?? {}, now),
    ...addresseesIn(tenant, body.recipients),
    ...mailIn(tenant, body),
  };
}

/** A reminder of a distribution of mails, or thanks for it. Throws Refusal. */
export function followUpFrom(
  tenant: Tenant,
  parent: Distribution,
  requestType: 'Reminder' | 'ThankYou',
  body: unknown,
): Distribution {
  const keys = keysOf(body);
  requireKeys(keys, ['sendDate', 'message', 'header']);
  refuseOthers(keys, ['message', 'header', 'sendDate', 'embeddedData']);
  if (parent.requestType !== 'Invite') throw new Refusal(400, undefined, 'The distribution is not an invitation.');
  const own = { ...made(tenant, tenant.now()), parentDistributionId: parent.id, requestType };
  return { ...parent, ...own, ...mailIn(tenant, keys) };
}

/** Whom a distribution that is sent goes to: a list, one of its contacts, or a batch of transactions. Throws Refusal. */
export function addresseesIn(tenant: Tenant, recipients: unknown): Recipients {
  const keys = keysOf(recipients);
  const isBatch = keys.transactionBatchId !== undefined;
  refuseOthers(keys, isBatch ? ['transactionBatchId'] : ['mailingListId', 'contactId']);
  if (isBatch) return recipientsOfBatch(tenant, textIn(keys, 'transactionBatchId'));
  requireKeys(keys, ['mailingListId']);
  return recipientsIn(tenant, keys);
}

type Made = Pick<Distribution, 'id' | 'createdDate' | 'parentDistributionId' | 'answers'>;

function made(tenant: Tenant, now: number): Made {
  return { id: tenant.random.id('EMD_'), createdDate: now, parentDistributionId: null, answers: new Map() };
}

function mailIn(tenant: Tenant, body: Body): Pick<Distribution, 'sendDate' | 'header' | 'message' | 'embeddedData'> {
  const sendDate = calendarTime(textIn(body, 'sendDate'));
  if (sendDate === undefined) throw invalidValue('sendDate');
  return { sendDate, header: headerIn(body), message: messageIn(tenant, body), embeddedData: embeddedDataIn(body) };
}

function headerIn({ header }: Body): MailHeader {
  const keys = keysOf(header);
  refuseOthers(keys, ['fromName', 'fromEmail', 'replyToEmail', 'subject']);
  requireKeys(keys, ['fromName', 'replyToEmail', 'subject']);
  const textOrNull = (key: string): string | null => (keys[key] === undefined ? null : textIn(keys, key));
  return {
    fromName: textOrNull('fromName'),
    fromEmail: textOrNull('fromEmail'),
    replyToEmail: textOrNull('replyToEmail'),
    subject: textOrNull('subject'),
  };
}

/** A message of a library, or a text as it is. Throws Refusal. */
export function messageIn(tenant: Tenant, { message }: Body): MailMessage {
  const keys = keysOf(message);
  refuseOthers(keys, ['libraryId', 'messageId', 'messageText']);
  if (keys.messageText !== undefined) return { ...NO_MESSAGE, messageText: textIn(keys, 'messageText') };
  requireKeys(keys, ['libraryId', 'messageId']);
  const [libraryId, messageId] = [textIn(keys, 'libraryId'), textIn(keys, 'messageId')];
  const stored = tenant.messages.find((one) => one.libraryId === libraryId && one.id === messageId);
  if (!stored) throw new Refusal(404, undefined, 'The message does not exist.');
  return { libraryId, messageId, messageText: stored.text };
}

function embeddedDataIn({ embeddedData }: Body): Record<string, string> | null {
  if (embeddedData === undefined) return null;
  const entries = Object.entries(keysOf(embeddedData));
  const fits = ([name, value]: [string, unknown]): boolean =>
    name.length <= MAX_NAME_LENGTH && typeof value === 'string' && value.length <= MAX_VALUE_LENGTH;
  if (entries.length > MAX_EMBEDDED_DATA || !entries.every(fits)) throw invalidValue('embeddedData');
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** The id of a survey that takes answers. Throws Refusal. */
export function activeSurvey(tenant: Tenant, surveyId: string): string {
  if (!tenant.survey(surveyId).isActive) throw new Refusal(400, undefined, 'The survey is not active.');
  return surveyId;
}

function linkTypeIn(body: Body, key: string): LinkType {
  const linkType = LINK_TYPES.find((one) => one === body[key]);
  if (linkType === undefined) throw invalidValue(key);
  return linkType;
}

/** When links end: sixty days from now (ms since 1970) unless `key` tells. Throws Refusal. */
export function expirationIn(
  body: Body,
  now: number,
  key = 'expirationDate',
): Pick<Distribution, 'expirationDate' | 'expiresAt'> {
  if (body[key] === undefined) return { expirationDate: undefined, expiresAt: now + LINK_DAYS * DAY_MS };
  const expirationDate = textIn(body, key);
  const expiresAt = DATE.test(expirationDate) ? calendarTime(expirationDate) : undefined;
  if (expiresAt === undefined) throw invalidValue(key);
  return { expirationDate, expiresAt };
}
