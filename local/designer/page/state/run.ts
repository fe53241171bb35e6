import { signal } from '@preact/signals';
import type { LogLevel, RunEvent, StoredFile } from '../../protocol.js';

/** Something that a step emitted. */
export type Emitted = { readonly at: number } & (
  | { readonly kind: 'data'; readonly body: unknown; readonly files: readonly StoredFile[] }
  | { readonly kind: 'error'; readonly message: string; readonly stack: string }
  | { readonly kind: 'rebound'; readonly reason: string }
);

/** A request of the component; times in ms since 1970. */
export interface RequestRow {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly startedAt: number;
  answeredAt?: number;
  endedAt?: number;
  status?: number;
  error?: string;
}

export interface LogLine {
  readonly at: number;
  readonly level: LogLevel;
  readonly by: string;
  readonly text: string;
}

export type RunStatus =
  | { readonly kind: 'running' }
  | { readonly kind: 'listening'; readonly address: string }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'done' | 'stopped' }
  | { readonly kind: 'failed'; readonly reason: string };

/** One run of a step, as it goes on. The lists grow in place; `version` changes when they did. */
export class Run {
  readonly emitted: Emitted[] = [];
  readonly requests: RequestRow[] = [];
  readonly lines: LogLine[] = [];
  readonly version = signal(0);
  readonly status = signal<RunStatus>({ kind: 'running' });
  readonly snapshotBefore: unknown;
  readonly isSample: boolean;
  readonly startedAt = Date.now();
  snapshotAfter: unknown;
  runId: string | undefined;
  lastAt = Date.now();
  endedAt: number | undefined;
  readonly #byId = new Map<string, RequestRow>();
  #isDrawing = false;

  constructor(snapshotBefore: unknown, isSample: boolean) {
    this.snapshotBefore = snapshotBefore;
    this.snapshotAfter = snapshotBefore;
    this.isSample = isSample;
  }

  get isOver(): boolean {
    return !['running', 'listening', 'stopping'].includes(this.status.value.kind);
  }

  /** Bodies of the messages so far. */
  get bodies(): unknown[] {
    return this.emitted.flatMap((one) => (one.kind === 'data' ? [one.body] : []));
  }

  get errors(): string[] {
    return this.emitted.flatMap((one) => (one.kind === 'error' ? [one.message] : []));
  }

  take(event: RunEvent): void {
    this.lastAt = Math.max(this.lastAt, event.at);
    switch (event.kind) {
      case 'started':
        this.runId = event.runId;
        break;
      case 'listening':
        if (this.status.value.kind === 'running') this.status.value = { kind: 'listening', address: event.address };
        break;
      case 'snapshot':
        this.snapshotAfter = event.value;
        break;
      case 'log':
        this.lines.push(event);
        break;
      case 'ended':
        this.end(event.how === 'failed' ? { kind: 'failed', reason: event.reason ?? '' } : { kind: event.how });
        break;
      case 'data':
      case 'error':
      case 'rebound':
        this.emitted.push(event);
        break;
      default:
        this.#takeRequest(event);
    }
    this.#draw();
  }

  end(status: RunStatus): void {
    this.endedAt = Date.now();
    this.status.value = status;
    this.#draw();
  }

  #takeRequest(event: Extract<RunEvent, { kind: 'request' | 'answer' | 'answered' }>): void {
    const { id, at } = event;
    if (event.kind === 'request') {
      const row: RequestRow = { id, method: event.method, url: event.url, startedAt: at };
      this.#byId.set(id, row);
      this.requests.push(row);
      return;
    }
    const row = this.#byId.get(id);
    if (!row) return;
    if (event.kind === 'answer') Object.assign(row, { status: event.status, answeredAt: at });
    else Object.assign(row, { endedAt: at, ...(event.error === undefined ? {} : { error: event.error }) });
  }

  /** However much comes, the page is drawn once a frame. */
  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.version.value += 1;
    });
  }
}
