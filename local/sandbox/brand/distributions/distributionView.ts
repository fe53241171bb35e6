import { dateTime } from '../surveys/surveyView.js';
import { isBouncing } from './bounces.js';
import type { Distribution, Recipient } from './distribution.js';
import { linkOf } from './links.js';

const NOTHING_YET = { failed: 0, opened: 0, skipped: 0, complaints: 0, blocked: 0 };

/** What a view needs beside the distribution. */
export interface ViewOptions {
  readonly ownerId: string;
  readonly organizationId: string;
  readonly now: number;
}

/** A distribution as the list has it; "get one" also gives the message's text and the embedded data. */
export function distributionView(
  distribution: Distribution,
  { ownerId, organizationId, now }: ViewOptions,
  isWhole: boolean,
): Record<string, unknown> {
  const { header, message, recipients, requestType } = distribution;
  const { messageText, ...storedMessage } = message;
  const sent = statusOf(distribution, now) === 'Done' ? recipients : [];
  return {
    id: distribution.id,
    parentDistributionId: distribution.parentDistributionId,
    ownerId,
    organizationId,
    requestType,
    requestStatus: statusOf(distribution, now),
    sendDate: dateTime(distribution.sendDate),
    createdDate: dateTime(distribution.createdDate),
    modifiedDate: dateTime(distribution.createdDate),
    customHeaders: {},
    headers: header,
    recipients: {
      mailingListId: distribution.mailingListId,
      contactId: distribution.contactId,
      libraryId: null,
      sampleId: null,
    },
    message: {
      ...storedMessage,
      messageType: storedMessage.messageId === null ? 'Inline' : 'Library',
      ...(isWhole ? { messageText } : {}),
    },
    surveyLink: {
      surveyId: distribution.surveyId ?? null,
      expirationDate: dateTime(distribution.expiresAt),
      linkType: distribution.linkType,
    },
    stats: {
      sent: sent.length,
      bounced: sent.filter(({ contact }) => isBouncing(contact)).length,
      started: distribution.answers.size,
      finished: distribution.answers.size,
      ...NOTHING_YET,
    },
    embeddedData: isWhole ? distribution.embeddedData : null,
  };
}

function statusOf({ requestType, sendDate }: Distribution, now: number): 'Generated' | 'Pending' | 'Done' {
  if (requestType === 'GeneratedInvite') return 'Generated';
  return sendDate > now ? 'Pending' : 'Done';
}

/** What happened to one recipient's mail or link. */
export function historyView(distribution: Distribution, recipient: Recipient, now: number): Record<string, unknown> {
  const isSent = statusOf(distribution, now) === 'Done';
  const answer = distribution.answers.get(recipient.lookupId);
  const reached = isBouncing(recipient.contact) ? 'HardBounce' : 'Success';
  const unanswered = isSent ? reached : 'Pending';
  const completedAt = answer ? new Date(answer.completedAt).toISOString() : null;
  return {
    contactId: recipient.contact.id,
    contactLookupId: recipient.lookupId,
    distributionId: distribution.id,
    status: answer ? 'SurveyFinished' : unanswered,
    surveyLink: distribution.surveyId === undefined ? null : linkOf(distribution, recipient),
    contactFrequencyRuleId: null,
    responseId: answer?.responseId ?? null,
    responseCompletedAt: completedAt,
    sentAt: isSent ? new Date(distribution.sendDate).toISOString() : null,
    openedAt: null,
    responseStartedAt: completedAt,
    surveySessionId: null,
  };
}
