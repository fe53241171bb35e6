import { parse } from 'csv-parse/sync';
import { Refusal } from '../../refusal.js';
import { calendarTime } from '../calendar.js';
import { columnsOf } from '../exports/columns.js';
import type { SurveyContent } from '../surveys/content.js';
import { type Field, fieldsOf } from '../surveys/fields.js';
import { recodeOf } from '../surveys/question.js';
import type { Value } from './response.js';

/** What a file of responses is separated by. */
export const SEPARATORS = { CSV: ',', TSV: '\t' } as const;
export type ImportFormat = keyof typeof SEPARATORS;

/** Responses that come by a file have this `status` (documented). */
const IMPORTED = 4;

/** They are the sandbox's to give: an imported response has a new id and is recorded now. */
const OWN_KEYS: ReadonlySet<string> = new Set(['_recordId', 'recordedDate', 'status']);

/** What no column is called. */
const PASSED_OVER = '';

interface Target {
  readonly field: Field;
  readonly choiceId: string | undefined;
}

/**
 * The responses in a file as exports have them: under three header rows, or under column names alone. Columns that the
 * survey does not know are passed over. Throws Refusal for what is no such file.
 */
export function responsesIn(survey: SurveyContent, text: string, format: ImportFormat): Record<string, Value>[] {
  const [names = [], ...rest] = rowsIn(text, format);
  const importIds = rest[1]?.map(importIdOf);
  const isWhole = importIds?.every((id) => id !== undefined) === true;
  const targetOf = targetsOf(survey);
  const targets = (isWhole ? importIds : names).map((name) => targetOf.get(String(name)));
  if (!targets.some(Boolean)) throw new Refusal(400, undefined, 'The file has no column of the survey.');
  return rest.slice(isWhole ? 2 : 0).map((cells) => valuesOf(targets, cells));
}

function rowsIn(text: string, format: ImportFormat): string[][] {
  try {
    return parse(text, { delimiter: SEPARATORS[format], bom: true, skipEmptyLines: true });
  } catch {
    throw new Refusal(400, undefined, `The file is not ${format}.`);
  }
}

/** A cell of the third header row as one text, or nothing when it is none. */
function importIdOf(cell: string): string | undefined {
  try {
    const { ImportId, choiceId, IsLabelsColumn } = JSON.parse(cell) as Record<string, unknown>;
    if (typeof ImportId !== 'string') return undefined;
    return IsLabelsColumn ? PASSED_OVER : whole(ImportId, choiceId);
  } catch {
    return undefined;
  }
}

function whole(importId: string, choiceId: unknown): string {
  return choiceId === undefined ? importId : `${importId} ${choiceId}`;
}

/** What the columns are called, by name and by import id. */
function targetsOf(survey: SurveyContent): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>();
  for (const field of fieldsOf(survey)) {
    if (OWN_KEYS.has(field.key)) continue;
    targets.set(field.key, { field, choiceId: undefined });
    for (const { name, importId } of columnsOf([field], { format: 'csv' })) {
      const target = { field, choiceId: importId.choiceId === undefined ? undefined : String(importId.choiceId) };
      targets.set(name, target);
      targets.set(whole(field.key, importId.choiceId), target);
    }
  }
  return targets;
}

function valuesOf(targets: readonly (Target | undefined)[], cells: readonly string[]): Record<string, Value> {
  const values: Record<string, Value> = { status: IMPORTED };
  for (const [index, target] of targets.entries()) {
    const cell = cells[index] ?? '';
    if (!target || cell === '') continue;
    const value = madeOf(target, cell, values[target.field.key]);
    if (value !== undefined) values[target.field.key] = value;
  }
  return values;
}

/** `before`: what columns to the left have made of the same value. */
function madeOf({ field, choiceId }: Target, cell: string, before: Value | undefined): Value | undefined {
  if (field.isDate) {
    const time = calendarTime(cell);
    return time === undefined ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`;
  }
  if (field.type === 'string') return cell;
  if (field.type === 'number') return numberOf(field, cell);
  const made = choiceId === undefined ? cell.split(',') : [choiceId];
  const recodes = made.map((id) => String(recodeOf(field.choices?.find((one) => one.id === id) ?? { id, text: id })));
  return [...(Array.isArray(before) ? before : []), ...recodes];
}

/** A number, or what is stored for the choice of that name. */
function numberOf({ choices }: Field, cell: string): number | undefined {
  const choice = choices?.find(({ text }) => text === cell);
  const number = choice ? recodeOf(choice) : Number(cell);
  return Number.isNaN(number) ? undefined : number;
}
