import type { ResponseStore } from '../responses/responseStore.js';
import type { Question } from './question.js';

/** Questions that belong together; all of them are asked once for each field of `loop`. */
export interface Block {
  /** `BL_…` */
  readonly id: string;
  readonly name: string;
  readonly questions: readonly Question[];
  readonly loop?: readonly string[];
}

/** A field beside the questions. `Recipient`: from the contact or the address; `Custom`: a value of its own. */
export interface EmbeddedField {
  readonly name: string;
  readonly type: 'Recipient' | 'Custom';
  readonly defaultValue?: string;
  readonly samples: readonly string[];
}

/** A saved filter: responses whose `key` is at least so high. */
export interface SurveyFilter {
  readonly filterId: string;
  readonly filterName: string;
  readonly key: string;
  readonly least: number;
}

export interface Quota {
  readonly id: string;
  readonly name: string;
  readonly quota: number;
}

/** What a survey asks: everything that is known of its answers follows from it. */
export interface SurveyContent {
  readonly blocks: readonly Block[];
  readonly embeddedData: readonly EmbeddedField[];
}

/** A survey with its responses. Times in ms since 1970. */
export interface Survey extends SurveyContent {
  readonly id: string;
  name: string;
  isActive: boolean;
  readonly creationDate: number;
  lastModified: number;
  expiration: { startDate: string | null; endDate: string | null };
  readonly filters: readonly SurveyFilter[];
  readonly quotas: readonly Quota[];
  readonly responses: ResponseStore;
}

/** All its questions, in their order. */
export function questionsOf({ blocks }: SurveyContent): readonly Question[] {
  return blocks.flatMap(({ questions }) => questions);
}
