import type { Random } from '../random.js';
import type { SurveyContent } from '../surveys/content.js';
import { type Choice, npsGroup, type Question, recodeOf } from '../surveys/question.js';
import type { Value } from './response.js';

type Values = Record<string, Value>;

const SHARE_FINISHED = 0.85;
const SHARE_OF_EMBEDDED_DATA = 0.9;
const FILE_TYPES = [
  ['photo.jpg', 'image/jpeg'],
  ['notes.pdf', 'application/pdf'],
] as const;

/**
 * Fills in a believable answer to every question, or to the first ones by somebody who gave up, and the embedded data.
 * Into values that are there, since a million responses are made this way.
 */
export function answerBelievably(
  values: Values,
  survey: SurveyContent,
  random: Random,
  isFinished = random.next() < SHARE_FINISHED,
): void {
  const all = countOf(survey);
  let left = isFinished ? all : random.below(all);
  values.progress = isFinished ? 100 : Math.floor((left / Math.max(1, all)) * 100);
  values.finished = isFinished ? 1 : 0;
  for (const { questions, loop } of survey.blocks) {
    for (let round = 1; round <= (loop?.length ?? 1); round += 1) {
      for (const question of questions) {
        if (left > 0) answer(values, loop ? `${round}_` : '', question, random);
        left -= 1;
      }
    }
  }
  for (const { name, defaultValue, samples } of survey.embeddedData) {
    if (defaultValue !== undefined) values[name] = defaultValue;
    else if (random.next() < SHARE_OF_EMBEDDED_DATA) values[name] = random.pick(samples);
  }
}

function countOf({ blocks }: SurveyContent): number {
  return blocks.reduce((count, { questions, loop }) => count + questions.length * (loop?.length ?? 1), 0);
}

function answer(values: Values, prefix: string, question: Question, random: Random): void {
  const key = `${prefix}${question.id}`;
  switch (question.kind) {
    case 'singleChoice':
      choose(values, key, question.choices, random);
      return;
    case 'multipleChoice':
      values[key] = several(question.choices, random);
      return;
    case 'text':
      values[`${key}_TEXT`] = random.pick(question.samples);
      return;
    case 'form':
      for (const { id } of question.choices) values[`${key}_${id}`] = random.pick(question.samples);
      return;
    case 'matrix':
      for (const { id } of question.rows) {
        values[`${key}_${id}`] = question.takesSeveral
          ? several(question.choices, random)
          : recodeOf(random.pick(question.choices));
      }
      return;
    case 'slider':
      for (const { id } of question.choices) {
        values[`${key}_${id}`] = Number((random.next() * question.max).toFixed(question.decimals));
      }
      return;
    case 'rankOrder':
      for (const [index, { id }] of shuffled(question.choices, random).entries()) values[`${key}_${id}`] = index + 1;
      return;
    case 'netPromoter':
      values[key] = random.below(11);
      values[`${key}_NPS_GROUP`] = npsGroup(Number(values[key]));
      return;
    case 'fileUpload':
      upload(values, key, random);
      return;
    case 'description':
      return;
  }
}

function choose(values: Values, key: string, choices: readonly Choice[], random: Random): void {
  const choice = random.pick(choices);
  values[key] = recodeOf(choice);
  if (choice.takesText) values[`${key}_${choice.id}_TEXT`] = 'Something else';
}

function upload(values: Values, key: string, random: Random): void {
  if (random.next() < 0.5) return;
  const [name, type] = random.pick(FILE_TYPES);
  values[`${key}_FILE_ID`] = random.id('F_');
  values[`${key}_FILE_NAME`] = name;
  values[`${key}_FILE_SIZE`] = 10_000 + random.below(1_000_000);
  values[`${key}_FILE_TYPE`] = type;
}

/** One or more of the choices, by their recode values as texts. */
function several(choices: readonly Choice[], random: Random): string[] {
  const chosen = choices.filter(() => random.next() < 0.5);
  return (chosen.length > 0 ? chosen : [random.pick(choices)]).map((choice) => String(recodeOf(choice)));
}

function shuffled(choices: readonly Choice[], random: Random): Choice[] {
  return choices
    .map((choice) => ({ choice, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ choice }) => choice);
}
