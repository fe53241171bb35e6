import { labelOf, type StoredResponse, type Value, valueIn, wasShown } from '../responses/response.js';
import type { Field } from '../surveys/fields.js';
import { recodeOf } from '../surveys/question.js';
import type { ExportOptions } from './exportOptions.js';

/** A column of a file: its three headers, and what stands in it. */
export interface Column {
  readonly name: string;
  readonly title: string;
  readonly importId: Readonly<Record<string, string | boolean>>;
  readonly textOf: (response: StoredResponse) => string;
}

/** As recorded when no time zone was asked for. */
const UTC = 'Z';

/**
 * The columns for these fields: one for each choice where several can be made, unless `breakoutSets` is false. With
 * `includeLabelColumns` there is a second one, with the labels, wherever there are any.
 */
export function columnsOf(fields: readonly Field[], options: ExportOptions): Column[] {
  if (!options.includeLabelColumns) return plainColumnsOf(fields, options);
  return fields.flatMap((field) => {
    const columns = plainColumnsOf([field], options);
    if (field.choices === undefined) return columns;
    const labels = plainColumnsOf([field], { ...options, useLabels: true });
    return columns.flatMap((column, index) => [column, ...labels.slice(index, index + 1).map(asLabelColumn)]);
  });
}

/** Called as the column before it; told apart by the third header row (documented). */
function asLabelColumn(column: Column): Column {
  return { ...column, importId: { ...column.importId, IsLabelsColumn: true } };
}

function plainColumnsOf(fields: readonly Field[], options: ExportOptions): Column[] {
  const dateText = dateWriter(options.timeZone);
  return fields.flatMap((field): Column[] => {
    if (field.type === 'array' && options.breakoutSets !== false) return columnsOfChoices(field, options);
    const importId = field.isDate
      ? { ImportId: field.key, timeZone: options.timeZone ?? UTC }
      : { ImportId: field.key };
    const textOf = field.isDate
      ? (response: StoredResponse) => dateText(valueIn(response, field.key))
      : (response: StoredResponse) => cellText(response, field, options);
    return [{ name: field.name, title: field.title, importId, textOf }];
  });
}

function columnsOfChoices(field: Field, options: ExportOptions): Column[] {
  const { multiselectSeenUnansweredRecode: unanswered } = options;
  return (field.choices ?? []).map((choice) => {
    const recode = String(recodeOf(choice));
    return {
      name: `${field.name}_${choice.id}`,
      title: `${field.title} - ${choice.text}`,
      importId: { ImportId: field.key, choiceId: choice.id },
      textOf: (response) => {
        const value = valueIn(response, field.key);
        if (Array.isArray(value) && value.includes(recode)) return options.useLabels ? choice.text : recode;
        return unanswered !== undefined && wasShown(response, field) ? String(unanswered) : '';
      },
    };
  });
}

function cellText(response: StoredResponse, field: Field, options: ExportOptions): string {
  const value = valueIn(response, field.key);
  if (value === undefined) {
    const { seenUnansweredRecode } = options;
    const isSeen = seenUnansweredRecode !== undefined && field.source === 'question' && wasShown(response, field);
    return isSeen ? String(seenUnansweredRecode) : '';
  }
  const shown = (options.useLabels ? labelOf(field, value) : undefined) ?? value;
  if (typeof shown === 'object') return shown.join(',');
  if (typeof shown === 'number' && options.formatDecimalAsComma) return String(shown).replace('.', ',');
  const { newlineReplacement } = options;
  const text = String(shown);
  return newlineReplacement === undefined ? text : text.replace(/\r\n|\r|\n/g, newlineReplacement);
}

/** `yyyy-MM-dd HH:mm:ss` in a time zone. */
function dateWriter(timeZone: string | undefined): (value: Value | undefined) => string {
  const shifted = timeZone === undefined ? undefined : clockOf(timeZone);
  return (value) => {
    if (typeof value !== 'string') return '';
    const time = Date.parse(value);
    if (Number.isNaN(time)) return value;
    return shifted ? shifted(time) : new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  };
}

function clockOf(timeZone: string): (time: number) => string {
  // Sweden writes dates the way the vendor does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (time) => format.format(time);
}
