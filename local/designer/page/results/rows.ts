import type { Emitted } from '../state/run.js';

/** A row of the table: an object that was emitted by itself or in a page, or something that is not data. */
export interface Row {
  readonly emitted: Emitted;
  /** Which message it is in, from 1. */
  readonly message: number;
  readonly item: unknown;
}

const MOST_COLUMNS = 6;
const LOOKED_AT = 50;

/** Rows as they come: what was made of the first messages is kept. */
export class Rows {
  readonly rows: Row[] = [];
  columns: readonly string[] = [];
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

/** Plain values first, in their order; objects and lists where there is room. */
function columnsOf(rows: readonly Row[]): string[] {
  const plain = new Set<string>();
  const other = new Set<string>();
  for (const { item } of rows.slice(0, LOOKED_AT)) {
    for (const [name, value] of Object.entries(isObject(item) ? item : {})) {
      if (value !== null && value !== '') (typeof value === 'object' ? other : plain).add(name);
    }
  }
  return [...new Set([...plain, ...other])].slice(0, MOST_COLUMNS);
}

/** What a cell shows of a row. */
export function cellOf({ item }: Row, column: string): string {
  const value = isObject(item) ? item[column] : undefined;
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
