import { bounceInfo, isBouncing } from './distributions/bounces.js';
import type { Distribution, Recipient } from './distributions/distribution.js';
import type { StoredContact } from './records.js';
import { valueIn } from './responses/response.js';
import type { Tenant } from './tenant.js';

/** Mails and responses of a contact, as they follow from the distributions of the brand. */

type EmailType = 'Invite' | 'ThankYou' | 'Reminder';

interface Reached {
  readonly distribution: Distribution;
  readonly recipient: Recipient;
}

/** What was mailed to a contact so far; `mailingListId`: by this list only. */
export function emailHistory(tenant: Tenant, contactId: string, mailingListId?: string) {
  return reached(tenant, contactId, mailingListId)
    .filter(({ distribution }) => isMail(distribution) && distribution.sendDate <= tenant.now())
    .map(({ distribution, recipient }) => ({
      distributionId: distribution.id,
      date: iso(distribution.sendDate),
      type: typeOf(distribution),
      result: resultOf(recipient),
      bounceInfo: isBouncing(recipient.contact) ? bounceInfo(mailingListId !== undefined) : null,
      surveyId: distribution.surveyId ?? null,
      read: distribution.answers.has(recipient.lookupId),
      ...(mailingListId ? { lookupId: recipient.lookupId } : {}),
    }));
}

/** When the last mail to a contact of a mailing list came back, if one did; ms since 1970. */
export function lastBounce({ distributions, now }: Tenant, contact: StoredContact, mailingListId: string) {
  if (!isBouncing(contact)) return undefined;
  const dates = distributions
    .filter((one) => isMail(one) && one.mailingListId === mailingListId && one.sendDate <= now())
    .filter(({ recipients }) => recipients.some((recipient) => recipient.contact.id === contact.id))
    .map(({ sendDate }) => sendDate);
  return dates.length === 0 ? undefined : Math.max(...dates);
}

/** What a contact answered by a link or mail of its own; `mailingListId`: by this list only. */
export function responseHistory(tenant: Tenant, contactId: string, mailingListId?: string) {
  return reached(tenant, contactId, mailingListId).flatMap(({ distribution, recipient }) => {
    const answer = distribution.answers.get(recipient.lookupId);
    if (!answer) return [];
    const response = tenant.surveys.find(({ id }) => id === distribution.surveyId)?.responses.find(answer.responseId);
    const started = response && valueIn(response, 'startDate');
    const dateStarted = typeof started === 'string' ? started : iso(answer.completedAt);
    const dateCompleted = iso(answer.completedAt);
    return [
      {
        responseId: answer.responseId,
        distributionId: distribution.id,
        dateStarted,
        dateCompleted,
        surveyFinished: true,
        surveyId: distribution.surveyId ?? null,
        ...(mailingListId
          ? { lookupId: recipient.lookupId, surveyStartedDate: dateStarted, surveyCompletedDate: dateCompleted }
          : {}),
      },
    ];
  });
}

function reached({ distributions }: Tenant, contactId: string, mailingListId: string | undefined): Reached[] {
  return distributions
    .filter((distribution) => mailingListId === undefined || distribution.mailingListId === mailingListId)
    .flatMap((distribution) => {
      const recipient = distribution.recipients.find(({ contact }) => contact.id === contactId);
      return recipient ? [{ distribution, recipient }] : [];
    });
}

function resultOf({ contact }: Recipient): 'Success' | 'Bounce' | 'Error' {
  if (!contact.email) return 'Error';
  return isBouncing(contact) ? 'Bounce' : 'Success';
}

function isMail({ requestType }: Distribution): boolean {
  return requestType !== 'GeneratedInvite';
}

function typeOf({ requestType }: Distribution): EmailType {
  return requestType === 'Reminder' || requestType === 'ThankYou' ? requestType : 'Invite';
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
