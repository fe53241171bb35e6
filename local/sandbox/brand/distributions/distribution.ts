import type { StoredContact } from '../records.js';

export const LINK_TYPES = ['Individual', 'Multiple', 'Anonymous'] as const;
export type LinkType = (typeof LINK_TYPES)[number];

/** Somebody who gets a link or a mail, as the mailing list had them when the distribution was made. */
export interface Recipient {
  readonly contact: StoredContact;
  /** `CGC_…` */
  readonly lookupId: string;
  /** `CTR_…`, when the distribution is for a batch of transactions. */
  readonly transactionId: string | null;
}

export interface MailHeader {
  readonly fromName: string | null;
  readonly fromEmail: string | null;
  readonly replyToEmail: string | null;
  readonly subject: string | null;
}

export interface MailMessage {
  readonly libraryId: string | null;
  readonly messageId: string | null;
  readonly messageText: string | null;
}

/** Links or mails for contacts. Times in ms since 1970. */
export interface Distribution {
  /** `EMD_…` */
  readonly id: string;
  /** Absent with a mail that leads to no survey. */
  readonly surveyId: string | undefined;
  readonly requestType: 'GeneratedInvite' | 'Invite' | 'Email' | 'Reminder' | 'ThankYou';
  readonly parentDistributionId: string | null;
  readonly createdDate: number;
  readonly sendDate: number;
  readonly linkType: LinkType;
  /** Of links. */
  readonly description: string;
  /** As it was given. */
  readonly expirationDate: string | undefined;
  /** When the links end. */
  readonly expiresAt: number;
  /** None for a batch of transactions. */
  readonly mailingListId: string | null;
  /** The lookup id, when it is for one contact only. */
  readonly contactId: string | null;
  readonly header: MailHeader;
  readonly message: MailMessage;
  readonly embeddedData: Readonly<Record<string, string>> | null;
  readonly recipients: readonly Recipient[];
  /** By the lookup ids of those who answered. */
  readonly answers: Map<string, { readonly responseId: string; readonly completedAt: number }>;
}

/** Who gets a distribution. */
export type Recipients = Pick<Distribution, 'mailingListId' | 'contactId' | 'recipients'>;
