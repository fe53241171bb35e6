import type { LogLevel, RunEvent } from '../protocol.js';

/** Bunyan's numbers for levels. */
const LEVELS: Readonly<Record<number, LogLevel>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

interface Line {
  readonly name?: unknown;
  readonly level?: unknown;
  readonly msg?: unknown;
  readonly time?: unknown;
  readonly err?: { readonly message?: unknown };
}

/** What a line says that a step's process wrote to standard output: a request, a line of the log, or plain text. */
export function readLine(text: string): RunEvent {
  const line = parse(text);
  if (line?.name === 'designer:requests') {
    const { name: _, ...event } = line;
    return event as RunEvent;
  }
  if (typeof line?.level === 'number' && typeof line.msg === 'string') {
    const level = LEVELS[line.level] ?? 'info';
    const words = line.msg === '' ? String(line.err?.message ?? '') : line.msg;
    return { kind: 'log', at: Date.parse(String(line.time)) || Date.now(), level, by: String(line.name), text: words };
  }
  return { kind: 'log', at: Date.now(), level: 'info', by: 'output', text };
}

function parse(text: string): (Line & Partial<RunEvent>) | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Line & Partial<RunEvent>;
  } catch {
    return undefined;
  }
}
