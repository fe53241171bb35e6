import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const isTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR;
const SHOWN_ROWS = 3;
const SHOWN_LINES = 3;
const WIDEST_CELL = 34;
const WIDEST_LINE = 100;

/** Text in a colour, on a terminal; plain where it is piped or recorded. */
export function coloured(style: Style, text: string): string {
  const { FORCE_COLOR } = process.env;
  const isForced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0';
  return isTerminal || isForced ? styleText(style, text, { validateStream: false }) : text;
}

/** A part of the demo: a step by its title and key. */
export function printHeading(number: number, title: string, key: string): void {
  console.log(`\n${coloured(['bold', 'cyan'], `${number} ${title}`)} ${coloured('dim', key)}`);
}

/** A line of a printHeading: what it is, then what there is to say. */
export function printLine(label: string, text: string): void {
  console.log(`  ${coloured('dim', label.padEnd(5))} ${text}`);
}

/** The line that says why a printHeading failed. */
export function printError(message: string): void {
  console.log(`  ${coloured('red', 'error')} ${message}`);
}

/** Values on one line: `email: jo@example.com · phone: 1`. Secrets are not shown. */
export function values(object: Readonly<Record<string, unknown>>): string {
  return Object.entries(object)
    .map(([name, value]) => `${name}: ${cut(typeof value === 'string' ? value : JSON.stringify(value), WIDEST_LINE)}`)
    .join(coloured('dim', ' · '));
}

/** The first few objects as a small table of the columns named. */
export function table(objects: readonly Readonly<Record<string, unknown>>[], columns: readonly string[]): void {
  const rows = objects
    .slice(0, SHOWN_ROWS)
    .map((object) => columns.map((column) => cut(cell(object[column]), WIDEST_CELL)));
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  ');
  console.log(`        ${coloured('dim', line(columns))}`);
  for (const row of rows) console.log(`        ${line(row)}`);
  if (objects.length > rows.length) console.log(coloured('dim', `        … and ${objects.length - rows.length} more`));
}

/** The first lines of a text file; no more of it is read than they take. */
export async function firstLines(file: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of file) {
    text += decoder.decode(chunk, { stream: true });
    if (text.split('\n').length > SHOWN_LINES) break;
  }
  for (const line of text.split('\n').slice(0, SHOWN_LINES)) console.log(`        ${cut(line, WIDEST_LINE)}`);
}

/** How long and, where it is known, how many requests, in a line. */
export function cost(ms: number, requests: number | undefined): void {
  const time = ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  const count = requests === undefined ? '' : `, ${requests} ${requests === 1 ? 'request' : 'requests'} to Qualtrics`;
  console.log(`  ${coloured('green', 'done')}  in ${time}${count}`);
}

/** A number of bytes for people. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} bytes`;
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function cut(text: string | undefined, width: number): string {
  const plain = text ?? '';
  return plain.length > width ? `${plain.slice(0, width - 1)}…` : plain;
}
