import { shown } from '../input/fields.js';
import { type NoticeForm, readNotice } from '../qualtrics/api/eventNotices.js';
import { isId } from '../qualtrics/client/needs.js';

/** Which notices a flow takes. */
export interface ExpectedNotice {
  readonly surveyId: string;
  readonly event: 'completedResponse' | 'partialResponse';
  readonly sharedKey: string;
}

/** A notice of a response, its signature checked. */
export interface ResponseNotice {
  readonly responseId: string;
  /** As they came. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Same for a notice that Qualtrics repeats, another one for any other notice. */
  readonly key: string;
}

/** A call that is no notice for this flow. Nothing is made of it. */
class NoticeRefused extends Error {
  override readonly name = 'NoticeRefused';
}

/** The survey engine's topic of an event. */
export function topicOf(surveyId: string, event: ExpectedNotice['event']): string {
  return `surveyengine.${event}.${surveyId}`;
}

/** What only a notice has, signed or not. */
const NOTICE_FIELDS = ['Topic', 'HMAC', 'MSG', 'SurveyID', 'ResponseID'];

/**
 * Whether a call is just a visit of the flow's address, as people make it when they try it out, and platforms to check
 * that it is there: without a form, or with a GET that carries nothing of a notice.
 */
export function isNoNotice(form: NoticeForm, method: unknown): boolean {
  if (Object.keys(form).length === 0) return true;
  return (
    typeof method === 'string' &&
    method.toUpperCase() === 'GET' &&
    !NOTICE_FIELDS.some((name) => Object.hasOwn(form, name))
  );
}

/** The notice in a call's form. Throws NoticeRefused when it is not one that this flow has subscribed to. */
export function toResponseNotice(form: NoticeForm, { surveyId, event, sharedKey }: ExpectedNotice): ResponseNotice {
  const notice = readNotice(form, sharedKey);
  switch (notice.kind) {
    case 'unsigned':
      throw new NoticeRefused(
        'A call without a signature came to the address of this flow, so it was not taken for a notice of Qualtrics. Nothing was emitted.',
      );
    case 'forged':
      throw new NoticeRefused(
        'A call with a wrong signature came to the address of this flow, so nothing was emitted. If "Client Secret" was changed in the credential, stop the flow and start it again.',
      );
    case 'unreadable':
      throw new NoticeRefused('A notice of Qualtrics holds no attributes that can be read, so nothing was emitted.');
  }
  const { topic, attributes } = notice;
  const { SurveyID, ResponseID } = attributes;
  if (typeof SurveyID === 'string' ? SurveyID !== surveyId : !topic.endsWith(`.${surveyId}`)) {
    throw new NoticeRefused(
      `A notice of another survey came, of ${shown(SurveyID ?? topic)} instead of ${shown(surveyId)}, so nothing was emitted. Stop the flow and start it again.`,
    );
  }
  if (!topic.endsWith(`.${topicOf(surveyId, event)}`) && topic !== topicOf(surveyId, event)) {
    throw new NoticeRefused(
      `A notice of another event came, of ${shown(topic)} instead of ${shown(topicOf(surveyId, event))}, so nothing was emitted. Stop the flow and start it again.`,
    );
  }
  if (!isId(ResponseID)) {
    throw new NoticeRefused('A notice of Qualtrics names no response ("ResponseID"), so nothing was emitted.');
  }
  return { responseId: ResponseID, attributes, key: notice.signature };
}
