import type { Distribution, MailMessage, Recipients } from './distribution.js';

/** What a text message is for. */
export const METHODS = ['Invite', 'Interactive', 'Reminder', 'ThankYou'] as const;
export type Method = (typeof METHODS)[number];

/** A survey by text message. Times in ms since 1970. */
export interface SmsDistribution extends Recipients, Pick<Distribution, 'answers' | 'expiresAt'> {
  readonly id: string;
  readonly surveyId: string;
  readonly name: string;
  readonly method: Method;
  readonly sendDate: number;
  readonly parentDistributionId: string | null;
  /** None where the survey itself is asked by messages. */
  readonly message: MailMessage | undefined;
}
