import type { Block, EmbeddedField, SurveyContent } from './content.js';
import { METADATA, type MetadataField } from './metadata.js';
import { type Choice, NPS_CHOICES, NPS_GROUPS, type Question, recodeOf } from './question.js';

/** One value of a response: what it is called in JSON and in columns, and what it may be. */
export interface Field {
  readonly source: 'metadata' | 'question' | 'embeddedData';
  /** Its name among a response's `values`. */
  readonly key: string;
  /** Its column. */
  readonly name: string;
  /** For people: the second row of a file. */
  readonly title: string;
  readonly type: 'number' | 'string' | 'array';
  readonly isDate?: boolean;
  readonly choices?: readonly Choice[];
  /** What the choices are called, by what is stored for them. */
  readonly labels?: ReadonlyMap<string, string>;
  /** What is stored for the choices. */
  readonly recodes?: readonly (number | string)[];
  readonly question?: Question;
  /** Id of the row of a matrix, of the item of a slider … */
  readonly part?: string;
  /** Number of the round, with loop and merge. */
  readonly loop?: number;
}

/** All fields of a survey's responses in the order of a file's columns: metadata, answers, embedded data. */
export function fieldsOf(survey: SurveyContent): Field[] {
  const fields = [
    ...METADATA.map(metadataField),
    ...survey.blocks.flatMap(fieldsOfBlock),
    ...survey.embeddedData.map(embedded),
  ];
  return fields.map(withLabels);
}

function withLabels(field: Field): Field {
  const { choices, type } = field;
  if (!choices) return field;
  return {
    ...field,
    labels: new Map(choices.map((choice) => [String(recodeOf(choice)), choice.text])),
    recodes: choices.map((choice) => (type === 'array' ? String(recodeOf(choice)) : recodeOf(choice))),
  };
}

export function metadataField(field: MetadataField): Field {
  return { source: 'metadata', ...field };
}

function embedded({ name }: EmbeddedField): Field {
  return { source: 'embeddedData', key: name, name, title: name, type: 'string' };
}

function fieldsOfBlock({ questions, loop }: Block): Field[] {
  if (!loop) return questions.flatMap(fieldsOfQuestion);
  return loop.flatMap((what, index) =>
    questions.flatMap(fieldsOfQuestion).map((field) => ({
      ...field,
      key: `${index + 1}_${field.key}`,
      name: `${index + 1}_${field.name}`,
      title: `${what} - ${field.title}`,
      loop: index + 1,
    })),
  );
}

type Answer = Pick<Field, 'type' | 'choices' | 'part'> & { suffix?: string; nameSuffix?: string; titleSuffix?: string };

/** The fields that a question fills. */
function fieldsOfQuestion(question: Question): Field[] {
  return answersOf(question).map(({ suffix = '', nameSuffix = suffix, titleSuffix, ...answer }) => ({
    ...answer,
    source: 'question',
    key: `${question.id}${suffix}`,
    name: `${question.tag}${nameSuffix}`,
    title: titleSuffix === undefined ? question.text : `${question.text} - ${titleSuffix}`,
    question,
  }));
}

function answersOf(question: Question): Answer[] {
  const ofEach = (parts: readonly Choice[], answer: Answer): Answer[] =>
    parts.map(({ id, text }) => ({ ...answer, suffix: `_${id}`, titleSuffix: text, part: id }));
  switch (question.kind) {
    case 'singleChoice':
      return ofChoice(question.choices, { type: 'number', choices: question.choices });
    case 'multipleChoice':
      return ofChoice(question.choices, { type: 'array', choices: question.choices });
    case 'text':
      return [{ type: 'string', suffix: '_TEXT', nameSuffix: '' }];
    case 'form':
      return ofEach(question.choices, { type: 'string' });
    case 'matrix':
      return ofEach(question.rows, { type: question.takesSeveral ? 'array' : 'number', choices: question.choices });
    case 'slider':
    case 'rankOrder':
      return ofEach(question.choices, { type: 'number' });
    case 'netPromoter':
      return [
        { type: 'number', suffix: '_NPS_GROUP', titleSuffix: 'Group', choices: NPS_GROUPS },
        { type: 'number', choices: NPS_CHOICES },
      ];
    case 'fileUpload':
      return [
        { type: 'string', suffix: '_FILE_ID', nameSuffix: '_Id', titleSuffix: 'Id' },
        { type: 'string', suffix: '_FILE_NAME', nameSuffix: '_Name', titleSuffix: 'Name' },
        { type: 'number', suffix: '_FILE_SIZE', nameSuffix: '_Size', titleSuffix: 'Size' },
        { type: 'string', suffix: '_FILE_TYPE', nameSuffix: '_Type', titleSuffix: 'Type' },
      ];
    case 'description':
      return [];
  }
}

/** The choice, and a text for each choice that takes one. */
function ofChoice(choices: readonly Choice[], answer: Answer): Answer[] {
  const typed = choices.filter(({ takesText }) => takesText);
  if (typed.length === 0) return [answer];
  const texts = typed.map(
    ({ id, text }): Answer => ({ type: 'string', suffix: `_${id}_TEXT`, titleSuffix: `${text} - Text`, part: id }),
  );
  return [{ ...answer, titleSuffix: 'Selected Choice' }, ...texts];
}
