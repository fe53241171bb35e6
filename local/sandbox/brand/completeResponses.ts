import { Refusal } from '../refusal.js';
import { noticeDate } from './events/notice.js';
import type { StoredResponse } from './responses/response.js';
import { type NewResponse, responseOf } from './responses/writing.js';
import type { Survey } from './surveys/survey.js';
import type { Tenant } from './tenant.js';

/** Responses to complete, as somebody who answers a survey would. */
export interface Completion extends Pick<NewResponse, 'values' | 'embeddedData'> {
  readonly surveyId: string;
  /** How many; one by default. */
  readonly count?: number;
  /** Saved in part only. */
  readonly partial?: boolean;
  /** One that was saved in part and is now completed. */
  readonly responseId?: string;
  /** `CGC_…` of the contact who answers, and the distribution that it came by. */
  readonly recipientId?: string;
  readonly distributionId?: string;
  /** Its dates are so many seconds in the past: polls take what has settled, and nobody wants to wait for that. */
  readonly secondsAgo?: number;
}

/** Longer values of the embedded data field that notices carry are cut. */
const MAX_CONTEXT_LENGTH = 50;

/** Completes responses, and tells who subscribed to it; gives their ids. Throws Refusal when the survey takes none. */
export function completeResponses(tenant: Tenant, completion: Completion): string[] {
  const survey = tenant.survey(completion.surveyId);
  if (!survey.isActive) throw new Refusal(400, undefined, 'The survey is not active.');
  const { count = 1, partial = false, secondsAgo = 0 } = completion;
  const now = tenant.now();
  const saved = savedInPart(survey, completion.responseId);
  return Array.from({ length: saved ? 1 : count }, () => {
    const made = responseOf(survey, tenant.random, now - Math.round(secondsAgo * 1000), {
      ...completion,
      isInProgress: partial,
    });
    const response = saved
      ? { ...made, responseId: saved.responseId, values: { ...saved.values, ...made.values } }
      : made;
    survey.responses.write(response, now);
    if (!partial) keepAnswer(tenant, completion, response.responseId);
    if (completion.recipientId !== undefined && !saved) tellOfStart(tenant, survey, response, completion);
    tenant.events.publish({
      topic: `surveyengine.${partial ? 'partialResponse' : 'completedResponse'}.${survey.id}`,
      attributes: attributesOf(survey, response, completion),
    });
    return response.responseId;
  });
}

/** Lets the distribution that the answer came by know of it. */
function keepAnswer(tenant: Tenant, { distributionId, recipientId }: Completion, responseId: string): void {
  if (distributionId === undefined || recipientId === undefined) return;
  const { distributions, smsDistributions } = tenant;
  const distribution = [...distributions, ...smsDistributions].find(({ id }) => id === distributionId);
  distribution?.answers.set(recipientId, { responseId, completedAt: tenant.now() });
}

function savedInPart(survey: Survey, responseId: string | undefined): StoredResponse | undefined {
  if (responseId === undefined) return undefined;
  const response = survey.responses.find(responseId);
  if (!response?.isInProgress) throw new Refusal(404, undefined, 'There is no such response in progress.');
  return response;
}

/** A contact who answers is told of twice: when the survey is begun, too. */
function tellOfStart(tenant: Tenant, survey: Survey, response: StoredResponse, completion: Completion): void {
  const { ResponseID: _, CompletedDate, ...attributes } = attributesOf(survey, response, completion);
  tenant.events.publish({
    topic: `surveyengine.startedRecipientSession.${survey.id}`,
    attributes: { ...attributes, Status: 'Started', StartedDate: CompletedDate },
  });
}

function attributesOf(survey: Survey, response: StoredResponse, completion: Completion) {
  const { recipientId, distributionId } = completion;
  const context = response.values.ResponseEventContext;
  return {
    Status: response.isInProgress ? 'Partial' : 'Complete',
    SurveyID: survey.id,
    ResponseID: response.responseId,
    ...(recipientId === undefined ? {} : { RecipientID: recipientId }),
    ...(typeof context === 'string' ? { ResponseEventContext: context.slice(0, MAX_CONTEXT_LENGTH) } : {}),
    ...(distributionId === undefined ? {} : { DistributionID: distributionId }),
    CompletedDate: noticeDate(response.recordedDate),
  };
}
