import type { Random } from '../random.js';
import { questionsOf, type SurveyContent } from '../surveys/content.js';
import { npsGroup } from '../surveys/question.js';
import { answerBelievably } from './answers.js';
import { ownMetadata } from './population.js';
import type { StoredResponse, Value } from './response.js';
import { ID_START } from './responseIds.js';

export interface NewResponse {
  /** Answers by key; believable ones where left out. */
  readonly values?: Readonly<Record<string, Value>> | undefined;
  readonly embeddedData?: Readonly<Record<string, Value>> | undefined;
  /** Saved in part: not closed yet. */
  readonly isInProgress?: boolean;
}

const DURATION_SECONDS = 120;

/** A response that is recorded now (ms since 1970). */
export function responseOf(survey: SurveyContent, random: Random, now: number, given: NewResponse): StoredResponse {
  const { isInProgress = false, values, embeddedData = {} } = given;
  const answers = values ? withGroups(survey, values) : {};
  if (!values) answerBelievably(answers, survey, random, !isInProgress);
  return {
    responseId: random.id(ID_START),
    recordedDate: now,
    lastModified: now,
    isInProgress,
    values: {
      ...ownMetadata(now, DURATION_SECONDS),
      ipAddress: '192.0.2.1',
      progress: isInProgress ? 50 : 100,
      finished: isInProgress ? 0 : 1,
      distributionChannel: 'anonymous',
      userLanguage: 'EN',
      ...defaultsOf(survey),
      ...answers,
      ...embeddedData,
    },
  };
}

/** A change of the embedded data of a response. */
export interface Change {
  readonly embeddedData: Readonly<Record<string, Value>>;
  readonly resetRecordedDate: boolean;
}

/** A response with other embedded data; what the change does not name stays. `now` in ms since 1970. */
export function changedResponse(
  response: StoredResponse,
  { embeddedData, resetRecordedDate }: Change,
  now: number,
): StoredResponse {
  return {
    ...response,
    values: { ...response.values, ...embeddedData },
    // As documented: without a reset the date still moves, by one millisecond.
    recordedDate: resetRecordedDate ? now : response.recordedDate + 1,
    lastModified: now,
  };
}

/** With the groups that follow from the scores of net promoter questions. */
function withGroups(survey: SurveyContent, values: Readonly<Record<string, Value>>): Record<string, Value> {
  const scored = questionsOf(survey).filter(({ kind, id }) => kind === 'netPromoter' && values[id] !== undefined);
  const groups = scored.map(({ id }) => [`${id}_NPS_GROUP`, npsGroup(Number(values[id]))]);
  return { ...Object.fromEntries(groups), ...values };
}

function defaultsOf({ embeddedData }: SurveyContent): Record<string, Value> {
  return Object.fromEntries(
    embeddedData.flatMap(({ name, defaultValue }) => (defaultValue === undefined ? [] : [[name, defaultValue]])),
  );
}
