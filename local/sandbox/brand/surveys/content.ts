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

/** What a survey asks: everything that is known of its answers follows from it. */
export interface SurveyContent {
  readonly blocks: readonly Block[];
  readonly embeddedData: readonly EmbeddedField[];
}

/** All its questions, in their order. */
export function questionsOf({ blocks }: SurveyContent): readonly Question[] {
  return blocks.flatMap(({ questions }) => questions);
}
