import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { OutgoingMessage, StepOutput } from '../../local/elasticio/messageCodec.js';
import type { MessageExtras, RunningStep, StepOptions } from '../../local/elasticio/runningStep.js';
import type { Books } from './books.js';
import type { SoakGround } from './ground.js';

/** What became of a message. */
export interface Outcome {
  readonly messages: readonly OutgoingMessage[];
  readonly error: string | undefined;
  /** How often the process was killed meanwhile: as often it may have been done once more. */
  readonly kills: number;
}

export interface SoakStepOptions extends Omit<StepOptions, 'key' | 'cfg' | 'onOutput' | 'onLog'> {
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly onOutput?: (output: StepOutput) => void;
  /** Called when the process was killed and another one runs. */
  readonly onKilled?: () => void;
}

interface Answer {
  readonly messages: OutgoingMessage[];
  error: string | undefined;
  readonly answered: () => void;
}

const RESTARTS = 20;

/** A step under the real sailor, in a process of its own that may be killed at any time. */
export class SoakStep {
  readonly name: string;
  readonly #books: Books;
  readonly #options: SoakStepOptions;
  readonly #answers = new Map<string, Answer>();
  #running: RunningStep | undefined;
  #kills = 0;
  /** When the process was killed, in ms since 1970. */
  readonly killedAt: number[] = [];

  private constructor(name: string, books: Books, options: SoakStepOptions) {
    this.name = name;
    this.#books = books;
    this.#options = options;
  }

  static async start(ground: SoakGround, key: string, options: SoakStepOptions, suffix = ''): Promise<SoakStep> {
    const step = new SoakStep(`${key}${suffix}`, ground.books, options);
    const { cfg, onKilled: _, ...more } = options;
    step.#running = await ground.platform.startStep({
      ...more,
      key,
      cfg: { ...ground.credential, ...cfg },
      inOwnProcess: true,
      env: { ...ground.env, ...more.env },
      onOutput: (output) => step.#take(output),
      onLog: (line) => {
        if (line.includes('trying again')) ground.books.retries += 1;
      },
    });
    return step;
  }

  get running(): RunningStep {
    if (!this.#running) throw new Error(`${this.name} has not started.`);
    return this.#running;
  }

  /** Does a message when no other one is under way; resolves when all it gives has come. */
  async one(body: Readonly<Record<string, unknown>>, extras: MessageExtras = {}): Promise<Outcome> {
    const before = this.#kills;
    const { id, answer } = this.#expect();
    await this.running.send(body, { ...extras, id });
    await this.running.idle();
    return this.#outcome(id, answer, before);
  }

  /** Does a message beside others; resolves at the first that it gives. */
  async beside(body: Readonly<Record<string, unknown>>): Promise<Outcome> {
    const before = this.#kills;
    const { id, answer, answered } = this.#expect();
    await this.running.send(body, { id });
    await answered;
    return this.#outcome(id, answer, before);
  }

  /** Ends the process as nobody wants it to end, and starts another one. */
  async kill(): Promise<void> {
    this.#kills += 1;
    this.#books.kills += 1;
    this.killedAt.push(Date.now());
    await this.#restart();
    this.#options.onKilled?.();
  }

  /** Resident memory of the process in bytes; undefined when that cannot be told. */
  memory(): number | undefined {
    const pid = this.running.pid();
    try {
      const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
    } catch {
      return undefined;
    }
  }

  /** As the platform does: a container that cannot start is started again. */
  async #restart(): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.running.restart();
      } catch (error) {
        this.#books.count(`${this.name}, start`, (error as Error).message);
        if (tried === RESTARTS) throw error;
      }
    }
  }

  #expect(): { id: string; answer: Answer; answered: Promise<void> } {
    const id = randomUUID();
    let answered = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const answer: Answer = { messages: [], error: undefined, answered };
    this.#answers.set(id, answer);
    return { id, answer, answered: promise };
  }

  #outcome(id: string, { messages, error }: Answer, killsBefore: number): Outcome {
    this.#answers.delete(id);
    this.#books.count(this.name, error);
    return { messages, error, kills: this.#kills - killsBefore };
  }

  #take(output: StepOutput): void {
    // Everything is read here: kept for so long, it would be all that grows.
    this.running.outputs.length = 0;
    this.#options.onOutput?.(output);
    if (output.kind !== 'data' && output.kind !== 'error') return;
    const answer = this.#answers.get(String(output.headers.parentMessageId));
    if (output.kind === 'data') answer?.messages.push(output.message);
    else if (answer) answer.error = output.error.message;
    answer?.answered();
  }
}
