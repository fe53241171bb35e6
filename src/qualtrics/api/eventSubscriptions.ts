import { apiPath } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';
import type { ErrorFacts } from '../client/errorMessage.js';
import { needsElements } from '../client/needs.js';

/** A subscription to events as Qualtrics lists it; its shared key is never told. */
export interface EventSubscription {
  readonly subscriptionId: string;
  readonly publicationUrl: string;
}

/** A subscription to be made. */
export interface NewSubscription {
  /** In spite of its name one topic: `surveyengine.completedResponse.SV_…`. */
  readonly topics: string;
  /** Where notices are posted. */
  readonly publicationUrl: string;
  /** With it notices are signed. */
  readonly sharedKey: string;
}

const READ = 'read:subscriptions or manage:subscriptions';
const WRITE = 'write:subscriptions or manage:subscriptions';

/** All subscriptions of the brand. Throws QualtricsError. */
export async function listSubscriptions(client: QualtricsClient): Promise<EventSubscription[]> {
  const subscriptions: EventSubscription[] = [];
  const known = { scope: READ, cureFor: administratorCure, needs: needsElements('id') };
  const request = { method: 'GET', path: '/eventsubscriptions', ...known } as const;
  for await (const { id, publicationUrl } of client.elements(request)) {
    const address = typeof publicationUrl === 'string' ? publicationUrl : '';
    subscriptions.push({ subscriptionId: String(id), publicationUrl: address });
  }
  return subscriptions;
}

/**
 * Subscribes to signed notices; gives the subscription's id. Not encrypted: over HTTPS the vendor calls that needless.
 * Never sent twice when Qualtrics may have made it already. Throws QualtricsError.
 */
export async function createSubscription(client: QualtricsClient, subscription: NewSubscription): Promise<string> {
  client.keepSecret(subscription.sharedKey);
  return client.createdId(
    {
      method: 'POST',
      path: '/eventsubscriptions',
      body: { ...subscription, encrypt: false },
      repeat: 'ifNotReceived',
      scope: WRITE,
      cureFor: administratorCure,
    },
    'id',
  );
}

/** Ends a subscription; one that is gone already is no error. Throws QualtricsError. */
export async function deleteSubscription(client: QualtricsClient, subscriptionId: string): Promise<void> {
  const path = apiPath`/eventsubscriptions/${subscriptionId}`;
  await client.request({ method: 'DELETE', path, accept: [404], scope: WRITE, cureFor: administratorCure });
}

/** Subscriptions are for brand administrators (documented); others are refused as if they had no permission at all. */
export function administratorCure({ status, errorCode }: ErrorFacts, loginCure?: string): string | undefined {
  const isRefused = status === 403 || (status === 401 && errorCode !== 'DCD_7');
  if (!isRefused) return loginCure;
  return 'Only brand administrators may subscribe to events: let one of them make the OAuth client, with the scope manage:subscriptions.';
}
