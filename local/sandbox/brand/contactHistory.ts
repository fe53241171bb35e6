import type { Distribution, Recipient } from './distributions/distribution.js';
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
      result: recipient.contact.email ? 'Success' : 'Error',
      bounceInfo: null,
      surveyId: distribution.surveyId ?? null,
      read: distribution.answers.has(recipient.lookupId),
      ...(mailingListId ? { lookupId: recipient.lookupId } : {}),
    }));
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

function isMail({ requestType }: Distribution): boolean {
  return requestType !== 'GeneratedInvite';
}

function typeOf({ requestType }: Distribution): EmailType {
  return requestType === 'Reminder' || requestType === 'ThankYou' ? requestType : 'Invite';
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
