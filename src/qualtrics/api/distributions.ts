import type { QualtricsClient } from '../client/client.js';

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
    },
    'id',
  );
}
