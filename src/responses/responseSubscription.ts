import { createSubscription, deleteSubscription, listSubscriptions } from '../qualtrics/api/eventSubscriptions.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { type ExpectedNotice, topicOf } from './responseNotices.js';

/** What is kept from the start of a flow to its end. */
export interface SubscriptionState {
  readonly subscriptionId: string;
}

/**
 * Subscribes a flow's address to the notices it expects, and ends whatever subscriptions that address had before: also
 * those of a start that died half way. The new one comes first, so that no notice falls into a gap. Throws QualtricsError.
 */
export async function subscribe(
  client: QualtricsClient,
  publicationUrl: string,
  { surveyId, event, sharedKey }: ExpectedNotice,
): Promise<SubscriptionState> {
  const all = await listSubscriptions(client);
  const older = all.filter((subscription) => isSameAddress(subscription.publicationUrl, publicationUrl));
  const topics = topicOf(surveyId, event);
  const subscriptionId = await createSubscription(client, { topics, publicationUrl, sharedKey });
  for (const subscription of older) await endOlder(client, subscription.subscriptionId);
  client.logger.info(`Subscribed to ${topics} (${subscriptionId}).`);
  return { subscriptionId };
}

/** An older one that stays does no harm: its notices are the same, or signed otherwise; the next start tries again. */
async function endOlder(client: QualtricsClient, subscriptionId: string): Promise<void> {
  try {
    await deleteSubscription(client, subscriptionId);
    client.logger.info(`Ended the earlier subscription ${subscriptionId}.`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    client.logger.warn(`The earlier subscription ${subscriptionId} could not be ended. ${why}`);
  }
}

/**
 * Ends the subscription that `state` names, and whatever else the flow's address has: a start that made one and died
 * before it could tell of it leaves the state of the start before. One that is gone already is no error.
 * Throws QualtricsError.
 */
export async function unsubscribe(client: QualtricsClient, publicationUrl: string, state: unknown): Promise<void> {
  const { subscriptionId } = (typeof state === 'object' && state !== null ? state : {}) as { subscriptionId?: unknown };
  const ended = typeof subscriptionId === 'string' && subscriptionId !== '' ? [subscriptionId] : [];
  for (const id of ended) await deleteSubscription(client, id);
  for (const subscription of await listSubscriptions(client)) {
    const isOwn = isSameAddress(subscription.publicationUrl, publicationUrl);
    if (!isOwn || ended.includes(subscription.subscriptionId)) continue;
    await deleteSubscription(client, subscription.subscriptionId);
    ended.push(subscription.subscriptionId);
  }
  client.logger.info(
    ended.length > 0 ? `Ended the subscription ${ended.join(', ')}.` : 'There was no subscription to end.',
  );
}

/** Whoever keeps an address may write it otherwise than it came: case of the host, port, a slash at the end. */
function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [one, other].map((address) => (URL.canParse(address) ? new URL(address).href : address));
  return a?.replace(/\/+$/, '') === b?.replace(/\/+$/, '');
}
