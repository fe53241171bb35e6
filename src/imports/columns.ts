import { isBlank, shown, type Values } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { type ContactRow, toContactRow } from './contactRow.js';
import { isDamagedText, NOT_UTF8 } from './damagedText.js';

/** A column of a CSV file: a field of contacts, embedded data, or one without a name. */
export type Column =
  | { readonly kind: 'field' | 'embeddedData'; readonly key: string; readonly name: string }
  | { readonly kind: 'unnamed' };

/** Names of fields as we, Qualtrics' API, its files and people write them, in lower case and without blanks. */
const FIELDS: Readonly<Record<string, string>> = {
  firstname: 'firstName',
  lastname: 'lastName',
  email: 'email',
  emailaddress: 'email',
  primaryemail: 'email',
  phone: 'phone',
  phonenumber: 'phone',
  extref: 'extRef',
  externaldataref: 'extRef',
  externaldatareference: 'extRef',
  externalreference: 'extRef',
  language: 'language',
  unsubscribed: 'unsubscribed',
};

const EMBEDDED_PREFIX = /^embedded ?data *[./→] */i;

const UNNAMED: Column = { kind: 'unnamed' };

/** The field of contacts that a name stands for; `undefined` when it is none. */
export function fieldNamed(name: string): string | undefined {
  const plain = name.toLowerCase().replace(/[\s_-]+/g, '');
  return Object.hasOwn(FIELDS, plain) ? FIELDS[plain] : undefined;
}

/** The columns that a header names. Throws InputError when two are the same, or none is a field of contacts. */
export function columnsOf(header: readonly string[]): Column[] {
  const columns = header.map(toColumn);
  // Its values are not shown: where the header was forgotten they are somebody's.
  if (!columns.some(({ kind }) => kind === 'field')) {
    throw new InputError(
      'The first row must name the columns, one of them "email", "extRef", "phone", "firstName" or "lastName": it names none of these.',
    );
  }
  const names = new Map<string, string>();
  for (const column of columns) {
    if (column.kind === 'unnamed') continue;
    const id = `${column.kind} ${column.key.toLowerCase()}`;
    const other = names.get(id);
    if (other !== undefined) {
      throw new InputError(
        `The columns ${shown(other)} and ${shown(column.name)} are the same: leave out one of them.`,
      );
    }
    names.set(id, column.name);
  }
  return columns;
}

function toColumn(header: string): Column {
  const name = header.trim();
  if (name === '') return { kind: 'unnamed' };
  const key = fieldNamed(name);
  if (key !== undefined) return { kind: 'field', key, name };
  return { kind: 'embeddedData', key: name.replace(EMBEDDED_PREFIX, ''), name };
}

/** A row of a CSV file; what is wrong with it is told with the column. */
export function csvContactRow(row: number, columns: readonly Column[], cells: readonly string[]): ContactRow {
  const misplaced = cells.findIndex((cell, index) => (columns[index] ?? UNNAMED).kind === 'unnamed' && !isBlank(cell));
  if (misplaced !== -1) {
    return { kind: 'bad', row, reason: `Column ${misplaced + 1} has a value, but no name in the first row.` };
  }
  const broken = cells.findIndex(isDamagedText);
  if (broken !== -1) {
    return inColumn(row, columns[broken], NOT_UTF8);
  }
  const contactRow = toContactRow(row, bodyOf(columns, cells));
  if (contactRow.kind === 'contact') return contactRow;
  for (const [index, column] of columns.entries()) {
    const alone = toContactRow(row, bodyOf([column], [cells[index] ?? '']));
    if (alone.kind === 'bad' && !isBlank(cells[index])) return inColumn(row, column, alone.reason);
  }
  return contactRow;
}

function inColumn(row: number, column: Column | undefined, reason: string): ContactRow {
  const name = column && column.kind !== 'unnamed' ? column.name : '';
  return { kind: 'bad', row, reason: `Column ${shown(name)}: ${reason}` };
}

/** As a message's body would have it. Not put together by spreading: such objects outlive collections of young memory. */
function bodyOf(columns: readonly Column[], cells: readonly string[]): Values {
  const body: Record<string, unknown> = {};
  const embeddedData = new Map<string, string>();
  for (const [index, column] of columns.entries()) {
    const cell = cells[index];
    if (cell === undefined || column.kind === 'unnamed') continue;
    if (column.kind === 'field') body[column.key] = cell;
    else embeddedData.set(column.key, cell);
  }
  if (embeddedData.size > 0) body.embeddedData = Object.fromEntries(embeddedData);
  return body;
}
