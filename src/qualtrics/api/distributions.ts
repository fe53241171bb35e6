import type { Needs } from '../client/answers.js';
import { apiPath } from '../client/apiUrl.js';
import type { QualtricsClient } from '../client/client.js';
import type { ErrorFacts } from '../client/errorMessage.js';
import { isText, needsElements, resultIn } from '../client/needs.js';

/** A distribution that generates links, in the vendor's words (`POST /distributions`). */
export interface LinkDistribution {
  readonly surveyId: string;
  readonly linkType: 'Individual' | 'Multiple' | 'Anonymous';
  readonly description: string;
  /** ISO 8601 UTC without milliseconds. */
  readonly expirationDate?: string | undefined;
  readonly mailingListId: string;
}

const READ = 'read:distributions or manage:distributions';

/**
 * Generates links without sending anything; gives the distribution's id. Never sent twice when Qualtrics may have acted:
 * then the QualtricsError thrown has `outcomeUnknown`.
 */
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

/** A distribution as Qualtrics lists it; any fact may be missing. */
export interface ListedDistribution {
  readonly id: string;
  /** ms since 1970; whole seconds. */
  readonly createdMs: number | undefined;
  readonly linkType: string | undefined;
  /** ms since 1970; where Qualtrics tells no time zone, as if it were this machine's. */
  readonly expiresMs: number | undefined;
  readonly mailingListId: string | undefined;
  /** The description recorded for other kinds; those that generate links were recorded without. */
  readonly description: string | undefined;
}

/** Distributions as they are listed, and when that was by Qualtrics' own clock, in ms since 1970. */
export interface DistributionListing {
  readonly listed: readonly ListedDistribution[];
  readonly serverTimeMs: number | undefined;
}

/** The distributions of a survey that generate links for a mailing list. Throws QualtricsError. */
export async function linkDistributionsOf(
  client: QualtricsClient,
  { surveyId, mailingListId }: Pick<LinkDistribution, 'surveyId' | 'mailingListId'>,
): Promise<DistributionListing> {
  const query = { surveyId, mailingListId, distributionRequestType: 'GeneratedInvite' };
  const request = { method: 'GET', path: '/distributions', query, scope: READ } as const;
  const { serverTimeMs } = await client.request({ ...request, needs: needsElements() });
  const listed: ListedDistribution[] = [];
  for await (const element of client.elements(request)) {
    const { id, createdDate, recipients, surveyLink, description, headers } = element as {
      id?: unknown;
      createdDate?: unknown;
      description?: unknown;
      recipients?: { mailingListId?: unknown } | null;
      surveyLink?: { linkType?: unknown; expirationDate?: unknown } | null;
      headers?: { subject?: unknown } | null;
    };
    if (typeof id !== 'string') continue;
    listed.push({
      id,
      createdMs: timeOf(createdDate),
      linkType: textOf(surveyLink?.linkType),
      expiresMs: timeOf(surveyLink?.expirationDate),
      mailingListId: textOf(recipients?.mailingListId),
      description: textOf(description) ?? textOf(headers?.subject),
    });
  }
  return { listed, serverTimeMs };
}

/** The links of a distribution as Qualtrics lists them, page after page. A fresh one is listed short. Throws QualtricsError. */
export async function* linksOf(
  client: QualtricsClient,
  distributionId: string,
  surveyId: string,
): AsyncGenerator<Record<string, unknown>> {
  const path = apiPath`/distributions/${distributionId}/links`;
  yield* client.elements({ method: 'GET', path, query: { surveyId }, scope: READ, needs: needsLinks });
}

/** Links are told from one another by any of these. */
const needsLinks: Needs = (body) => {
  const links = (resultIn(body)?.elements ?? []) as Record<string, unknown>[];
  const isOne = ({ contactId, transactionId, link }: Record<string, unknown>) =>
    [contactId, transactionId, link].some(isText);
  return needsElements()(body) ?? (links.every(isOne) ? undefined : 'the answer lists something that is no link');
};

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function timeOf(value: unknown): number | undefined {
  const timeMs = Date.parse(textOf(value) ?? '');
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
