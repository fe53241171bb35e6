import { questionsOf } from './content.js';
import { type Field, fieldsOf } from './fields.js';
import { type Choice, choicesOf, type Question, recodeOf, rowsOf, vendorType } from './question.js';
import type { Survey } from './survey.js';

/** A survey as `GET /surveys/{id}` gives it (recorded answers of 2025). */
export function surveyView(survey: Survey, ownerId: string, organizationId: string): Record<string, unknown> {
  const { kept, deleted } = survey.responses.counts();
  return {
    id: survey.id,
    name: survey.name,
    ownerId,
    organizationId,
    isActive: survey.isActive,
    creationDate: dateTime(survey.creationDate),
    lastModifiedDate: dateTime(survey.lastModified),
    expiration: survey.expiration,
    questions: Object.fromEntries(questionsOf(survey).map((question) => [question.id, questionView(question)])),
    exportColumnMap: Object.fromEntries(
      fieldsOf(survey).flatMap((field) => columnsOf(field).map((column) => [column.name, column.from])),
    ),
    blocks: Object.fromEntries(
      survey.blocks.map(({ id, name, questions }) => [
        id,
        { description: name, elements: questions.map(({ id: questionId }) => ({ type: 'Question', questionId })) },
      ]),
    ),
    flow: [{ type: 'EmbeddedData' }, ...survey.blocks.map(({ id }) => ({ id, type: 'Block' }))],
    embeddedData: survey.embeddedData.map(({ name, defaultValue }) => ({
      name,
      ...(defaultValue === undefined ? {} : { defaultValue }),
    })),
    comments: {},
    loopAndMerge: loopsOf(survey),
    responseCounts: { auditable: kept, generated: 0, deleted },
  };
}

/** `yyyy-MM-ddTHH:mm:ssZ` */
export function dateTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function questionView(question: Question): Record<string, unknown> {
  const choices = byId(choicesOf(question));
  const rows = byId(rowsOf(question));
  return {
    questionType: vendorType(question),
    questionText: question.text,
    questionLabel: null,
    validation: { doesForceResponse: false },
    questionName: question.tag,
    ...(rows ? { subQuestions: rows } : {}),
    ...(choices ? { choices } : {}),
  };
}

function byId(choices: readonly Choice[]): Record<string, object> | undefined {
  if (choices.length === 0) return undefined;
  return Object.fromEntries(
    choices.map((choice) => [
      choice.id,
      {
        recode: String(recodeOf(choice)),
        description: choice.text,
        choiceText: choice.text,
        imageDescription: null,
        variableName: null,
        analyze: true,
      },
    ]),
  );
}

function columnsOf({ name, source, question, part, type, choices, loop }: Field): { name: string; from: object }[] {
  if (source !== 'question' || !question) return [];
  const round = loop === undefined ? {} : { loop: String(loop) };
  if (question.kind === 'multipleChoice' && type === 'array') {
    return (choices ?? []).map(({ id }) => ({
      name: `${name}_${id}`,
      from: { question: question.id, choice: `${question.id}.choices.${id}`, ...round },
    }));
  }
  if (part === undefined) return [{ name, from: { question: question.id, ...round } }];
  const kind = rowsOf(question).length > 0 ? 'subQuestion' : 'choice';
  const from = { question: question.id, [kind]: `${question.id}.${kind}s.${part}`, ...round };
  return [{ name, from: name.endsWith('_TEXT') ? { ...from, textEntry: part } : from }];
}

function loopsOf({ blocks }: Survey): Record<string, object> {
  return Object.fromEntries(
    blocks.flatMap(({ id, loop }) =>
      loop ? [[id, { fields: { '1': Object.fromEntries(loop.map((what, index) => [String(index + 1), what])) } }]] : [],
    ),
  );
}
