import type { QualtricsClient } from '../client/client.js';
import type { ErrorFacts } from '../client/errorMessage.js';

/** A distribution that generates links, in the vendor's words (`POST /distributions`). */
export interface LinkDistribution {
  readonly surveyId: string;
  readonly linkType: 'Individual' | 'Multiple' | 'Anonymous';
  readonly description: string;
  /** ISO 8601 UTC without milliseconds. */
  readonly expirationDate?: string | undefined;
  readonly mailingListId: string;
}

/** Generates links without sending anything; gives the distribution's id. Throws QualtricsError. */
export async function createLinkDistribution(client: QualtricsClient, distribution: LinkDistribution): Promise<string> {
  return client.createdId(
    {
      method: 'POST',
      path: '/distributions',
      body: { ...distribution, action: 'CreateDistribution' },
      scope: 'write:distributions or manage:distributions',
      cureFor: inactiveSurveyCure,
    },
    'id',
  );
}

/** Links can be made for active surveys only (the vendor's rule); its answer says so in words alone. */
export function inactiveSurveyCure({ status, errorMessage = '' }: ErrorFacts): string | undefined {
  if (status !== 400 || !/active/i.test(errorMessage)) return undefined;
  return 'Activate the survey in Qualtrics first: links can be made for active surveys only.';
}
