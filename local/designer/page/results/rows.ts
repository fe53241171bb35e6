import type { Emitted } from '../state/run.js';

/** A row of the table: an object that was emitted by itself or in a page, or something that is not data. */
export interface Row {
  readonly emitted: Emitted;
  /** Which message it is in, from 1. */
  readonly message: number;
  readonly item: unknown;
}

/** A column of the table, as wide as what stands in it. */
export interface Column {
  readonly name: string;
  readonly widthPx: number;
}

const MAX_COLUMNS = 12;
const LOOKED_AT = 50;
const CHARACTER_PX = 7.4;
const PADDING_PX = 24;
const NARROWEST_PX = 70;
const WIDEST_PX = 250;

/** ISO 8601: long, and seldom what a row is known by. */
const TIME = /^\d{4}-\d\d-\d\dT/;

/** Rows as they come: what was made of the first messages is kept. */
export class Rows {
  readonly rows: Row[] = [];
  columns: readonly Column[] = [];
  #taken = 0;

  /** Takes in what was emitted since; gives itself. */
  update(emitted: readonly Emitted[]): this {
    for (; this.#taken < emitted.length; this.#taken += 1) {
      const one = emitted[this.#taken];
      if (!one) continue;
      const items = one.kind === 'data' ? itemsOf(one.body) : [undefined];
      for (const item of items) this.rows.push({ emitted: one, message: this.#taken + 1, item });
      if (this.rows.length <= LOOKED_AT || this.columns.length === 0) this.columns = columnsOf(this.rows);
    }
    return this;
  }
}

/** The objects of a message: a page, which holds a list and nothing else, has several. */
function itemsOf(body: unknown): readonly unknown[] {
  if (typeof body !== 'object' || body === null) return [body];
  const values = Object.values(body);
  const [only] = values;
  const isPage = values.length === 1 && Array.isArray(only) && only.length > 0 && only.every(isObject);
  return isPage ? only : [body];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Plain values first, in their order, then times; objects and lists where there is room. */
function columnsOf(rows: readonly Row[]): Column[] {
  const looked = rows.slice(0, LOOKED_AT);
  const plain = new Set<string>();
  const times = new Set<string>();
  const other = new Set<string>();
  for (const { item } of looked) {
    for (const [name, value] of Object.entries(isObject(item) ? item : {})) {
      if (value === null || value === '') continue;
      if (typeof value === 'object') other.add(name);
      else (TIME.test(String(value)) ? times : plain).add(name);
    }
  }
  const names = [...new Set([...plain, ...times, ...other])].slice(0, MAX_COLUMNS);
  return names.map((name) => {
    const longest = Math.max(name.length, ...looked.map((row) => cellOf(row, name).length));
    const widthPx = Math.min(WIDEST_PX, Math.max(NARROWEST_PX, longest * CHARACTER_PX + PADDING_PX));
    return { name, widthPx: Math.round(widthPx) };
  });
}

/** What a cell shows of a row. */
export function cellOf({ item }: Row, column: string): string {
  const value = isObject(item) ? item[column] : undefined;
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
