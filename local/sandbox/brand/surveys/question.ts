/** The questions a survey can ask, by kind. */

export interface Choice {
  readonly id: string;
  readonly text: string;
  /** What is stored for it; its id by default. */
  readonly recode?: number;
  /** Whether a text can be typed beside it, as for "Other". */
  readonly takesText?: boolean;
}

interface Asked {
  /** `QID1` */
  readonly id: string;
  /** What the question is called in files: `Q1`. */
  readonly tag: string;
  readonly text: string;
}

type Kind =
  | { readonly kind: 'singleChoice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'multipleChoice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'text'; readonly isEssay: boolean; readonly samples: readonly string[] }
  | { readonly kind: 'form'; readonly choices: readonly Choice[]; readonly samples: readonly string[] }
  | {
      readonly kind: 'matrix';
      readonly rows: readonly Choice[];
      readonly choices: readonly Choice[];
      readonly takesSeveral: boolean;
    }
  | { readonly kind: 'slider'; readonly choices: readonly Choice[]; readonly max: number; readonly decimals: number }
  | { readonly kind: 'rankOrder'; readonly choices: readonly Choice[] }
  | { readonly kind: 'netPromoter' }
  | { readonly kind: 'fileUpload' }
  /** Text to read; nothing is asked. */
  | { readonly kind: 'description' };

export type Question = Asked & Kind;

/** Type, selector and sub-selector, as the vendor calls them. */
export function vendorType(question: Question): { type: string; selector: string; subSelector: string | null } {
  switch (question.kind) {
    case 'singleChoice':
      return { type: 'MC', selector: 'SAVR', subSelector: 'TX' };
    case 'multipleChoice':
      return { type: 'MC', selector: 'MAVR', subSelector: 'TX' };
    case 'text':
      return { type: 'TE', selector: question.isEssay ? 'ESTB' : 'SL', subSelector: null };
    case 'form':
      return { type: 'TE', selector: 'FORM', subSelector: null };
    case 'matrix':
      return {
        type: 'Matrix',
        selector: 'Likert',
        subSelector: question.takesSeveral ? 'MultipleAnswer' : 'SingleAnswer',
      };
    case 'slider':
      return { type: 'Slider', selector: 'HSLIDER', subSelector: null };
    case 'rankOrder':
      return { type: 'RO', selector: 'DND', subSelector: 'TX' };
    case 'netPromoter':
      return { type: 'MC', selector: 'NPS', subSelector: null };
    case 'fileUpload':
      return { type: 'FileUpload', selector: 'FileUpload', subSelector: null };
    case 'description':
      return { type: 'DB', selector: 'TB', subSelector: null };
  }
}

/** What is stored when a choice is made. */
export function recodeOf(choice: Choice): number {
  return choice.recode ?? Number(choice.id);
}

const MAX_LIKELIHOOD = 10;

/** 0 to 10, the answers of a net promoter question. */
export const NPS_CHOICES: readonly Choice[] = Array.from({ length: MAX_LIKELIHOOD + 1 }, (_, score) => ({
  id: String(score),
  text: String(score),
}));

export const NPS_GROUPS: readonly Choice[] = [
  { id: '1', text: 'Detractor' },
  { id: '2', text: 'Passive' },
  { id: '3', text: 'Promoter' },
];

/** 0–6 detractors, 7 and 8 passives, 9 and 10 promoters. */
export function npsGroup(score: number): number {
  if (score >= 9) return 3;
  return score >= 7 ? 2 : 1;
}

/** The choices of a question: the columns of a matrix, the items of a slider. */
export function choicesOf(question: Question): readonly Choice[] {
  if (question.kind === 'netPromoter') return NPS_CHOICES;
  return 'choices' in question ? question.choices : [];
}

/** The rows of a matrix. */
export function rowsOf(question: Question): readonly Choice[] {
  return question.kind === 'matrix' ? question.rows : [];
}
