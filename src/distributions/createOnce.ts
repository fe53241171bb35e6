import {
  createLinkDistribution,
  type LinkDistribution,
  type ListedDistribution,
  linkDistributionsOf,
} from '../qualtrics/api/distributions.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { QualtricsError } from '../qualtrics/client/errors.js';
import { BoundedMap } from '../util/boundedMap.js';
import { KeyedQueue } from '../util/keyedQueue.js';
import { sharedByMessages } from '../util/sharedState.js';

/** Distributions whose ids this process has given out: none of them is another message's. */
const givenOut = sharedByMessages(new BoundedMap<true>({ most: 10_000 }));

/** Two that look alike are made one after the other, so that one is not taken for the other. */
const queue = sharedByMessages(new KeyedQueue());

/** Qualtrics tells whole seconds; where it does not tell the time, its clock may differ from ours. */
const SECOND_MS = 1000;
const CLOCK_TOLERANCE_MS = 60_000;

/** Nobody documents in which time zone an expiration is told. */
const EXPIRATION_TOLERANCE_MS = 24 * 60 * 60_000;

/**
 * Makes a distribution that generates links; gives its id. When the answer is lost, it is looked for among the
 * distributions of the survey, as often as a request is tried, before it is made again: nothing is made twice that is listed by then.
 * Throws QualtricsError: of the creation, also when looking for it fails.
 */
export async function createDistributionOnce(client: QualtricsClient, wanted: LinkDistribution): Promise<string> {
  const { surveyId, mailingListId, linkType } = wanted;
  const key = JSON.stringify([client.identity, surveyId, mailingListId, linkType]);
  return queue.run([key], async () => {
    const id = await createdOrFound(client, wanted);
    givenOut.set(id, true);
    return id;
  });
}

async function createdOrFound(client: QualtricsClient, wanted: LinkDistribution): Promise<string> {
  for (let attempts = 1; ; attempts += 1) {
    const sentMs = client.clock.now();
    try {
      return await createLinkDistribution(client, wanted);
    } catch (error) {
      if (!(error instanceof QualtricsError) || !error.outcomeUnknown) throw error;
      const found = await foundAfter(error, client, wanted, sentMs);
      if (found) return found;
      if (attempts >= client.settings.retriesCount) throw error;
      client.logger.warn('The distribution was not made: Qualtrics does not list it. Making it again.');
    }
  }
}

/** Looks several times, for nobody says how soon a new distribution is listed. */
async function foundAfter(
  lost: QualtricsError,
  client: QualtricsClient,
  wanted: LinkDistribution,
  sentMs: number,
): Promise<string | undefined> {
  const { retriesCount, retryDelayMs } = client.settings;
  client.logger.warn(`A distribution may or may not have been made; looking for it. ${lost.message}`);
  for (let looks = 1; looks <= retriesCount; looks += 1) {
    await client.clock.sleep(retryDelayMs);
    const { listed, serverTimeMs } = await linkDistributionsOf(client, wanted).catch((error: unknown) => {
      if (error instanceof QualtricsError) throw lost;
      throw error;
    });
    const agoMs = client.clock.now() - sentMs;
    const sinceMs = serverTimeMs === undefined ? sentMs - CLOCK_TOLERANCE_MS : serverTimeMs - agoMs;
    const found = listed.filter((one) => isWanted(one, wanted, sinceMs)).at(-1);
    if (found) return found.id;
  }
  return undefined;
}

/** Links were recorded without their description, so it counts only where it is there. */
function isWanted(listed: ListedDistribution, wanted: LinkDistribution, sinceMs: number): boolean {
  const isSame = (value: string | undefined, other: string): boolean => value === undefined || value === other;
  return (
    givenOut.get(listed.id) === undefined &&
    (listed.createdMs ?? sinceMs) >= sinceMs - SECOND_MS &&
    isSame(listed.linkType, wanted.linkType) &&
    isSame(listed.mailingListId, wanted.mailingListId) &&
    isSame(listed.description, wanted.description) &&
    mayExpireAs(wanted, listed)
  );
}

/** Without a date of its own a distribution gets one of Qualtrics'. */
function mayExpireAs({ expirationDate }: LinkDistribution, { expiresMs }: ListedDistribution): boolean {
  if (expirationDate === undefined || expiresMs === undefined) return true;
  return Math.abs(Date.parse(expirationDate) - expiresMs) <= EXPIRATION_TOLERANCE_MS;
}
