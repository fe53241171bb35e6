import type { StepOutput } from '../elasticio/messageCodec.js';
import type { RunningStep } from '../elasticio/runningStep.js';
import type { Session } from '../session/session.js';
import { coloured, cost, printError, printHeading, printLine, values } from './print.js';

/** Whoever waits longer than this is told that something happens. */
const PROGRESS_EVERY_MS = 2000;

const EXAMPLE = 'local/examples/lookupObject';

/** What to try next, each a command that works as it stands. */
const NEXT = [
  [
    `npm run step -- lookupObject --cfg ${EXAMPLE}.cfg.json --body ${EXAMPLE}.body.json`,
    'one step, with your own input',
  ],
  ['npm run sandbox', 'the sandbox by itself, for any Qualtrics client'],
] as const;
const NEXT_AFTER_SANDBOX = [
  'cp .env.example .env',
  'then "npm start" runs against your own brand, reading only, once it is filled in',
] as const;
const NEXT_AFTER_BRAND = ['npm start -- --write', 'the same with the steps that write to your brand'] as const;

/** A step for one message, and how to show what came of it. */
interface DemoStep {
  readonly title: string;
  readonly key: string;
  readonly cfg?: Record<string, unknown>;
  readonly body?: Record<string, unknown>;
  /** For a webhook: what makes a notice come, instead of a message that is sent. The flow is stopped afterwards. */
  readonly cause?: () => Promise<void>;
  readonly show: (data: Record<string, unknown>[]) => Promise<void> | void;
}

/** A promise, and what resolves it. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** What `npm start` tells: a heading for each step, then a summary. */
export class Demo {
  readonly #session: Session;
  readonly #steps = new Map<string, RunningStep>();
  #chapters = 0;
  #failures = 0;
  readonly #startedMs = performance.now();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Runs a step for one message and shows what came of it; gives the bodies it emitted. */
  async step({ title, key, cfg = {}, body = {}, cause, show }: DemoStep): Promise<Record<string, unknown>[]> {
    this.#announce(title, key);
    if (Object.keys(cfg).length > 0) printLine('with', values(cfg));
    if (Object.keys(body).length > 0) printLine('in', values(body));
    const { platform, credential, sandbox } = this.#session;
    const canCount = sandbox !== undefined || platform.broker.isInMemory;
    return this.#measured(canCount, async () => {
      const known = this.#steps.get(key + JSON.stringify(cfg));
      const { promise: noticed, resolve: onOutput } = withResolvers();
      const options = { startup: cause !== undefined, onOutput };
      const step = known ?? (await platform.startStep({ key, cfg: { ...credential, ...cfg }, ...options }));
      if (known) await known.restart();
      this.#steps.set(key + JSON.stringify(cfg), step);
      const before = step.outputs.length;
      if (cause) {
        await cause();
        await noticed;
        await step.idle();
        await step.shutdown();
      } else {
        await step.send(body);
        await step.idle();
        await step.stop();
      }
      const outputs = step.outputs.slice(before);
      this.#throwFirstError(outputs);
      const data = outputs.flatMap((output) => (output.kind === 'data' ? [output.message.body] : []));
      await show(data);
      return data;
    });
  }

  /** What the UI asks for: a service call in a process of its own. */
  async service(title: string, method: string, options: { key?: string; model?: string } = {}): Promise<void> {
    this.#announce(title, options.model ?? method);
    // A process of its own: its requests are known to the sandbox only.
    const canCount = this.#session.sandbox !== undefined;
    await this.#measured(canCount, async () => {
      const answer = (await this.#session.platform.service(method, { ...options, cfg: this.#session.credential })) as {
        data?: { verified?: boolean; reason?: string; message?: string };
      };
      const problem = answer.data?.reason ?? answer.data?.message;
      if (problem) throw new Error(problem);
      printLine('out', values((answer.data ?? {}) as Record<string, unknown>));
      return [];
    });
  }

  skip(title: string, key: string, why: string): void {
    this.#announce(title, key);
    printLine('skip', why);
  }

  /** The last lines; gives the exit code. */
  end(): number {
    const seconds = ((performance.now() - this.#startedMs) / 1000).toFixed(1);
    const failed = this.#failures > 0 ? coloured('red', `, ${this.#failures} failed`) : '';
    const { sandbox, isReal } = this.#session;
    const requests = sandbox ? `, ${this.#session.requests()} requests to Qualtrics in all` : '';
    console.log(`\n${coloured('bold', `${this.#chapters} steps`)}${failed} in ${seconds} s${requests}.`);
    console.log('\nNext:');
    for (const [command, what] of [...NEXT, isReal ? NEXT_AFTER_BRAND : NEXT_AFTER_SANDBOX]) {
      console.log(`  ${command}\n      ${coloured('dim', what)}`);
    }
    return this.#failures > 0 ? 1 : 0;
  }

  #announce(title: string, key: string): void {
    this.#chapters += 1;
    printHeading(this.#chapters, title, key);
  }

  async #measured(
    canCount: boolean,
    work: () => Promise<Record<string, unknown>[]>,
  ): Promise<Record<string, unknown>[]> {
    const startedMs = performance.now();
    const requestsBefore = this.#session.requests();
    const progress = setInterval(() => {
      printLine('…', `at work for ${Math.round((performance.now() - startedMs) / 1000)} s`);
    }, PROGRESS_EVERY_MS);
    try {
      const data = await work();
      cost(performance.now() - startedMs, canCount ? this.#session.requests() - requestsBefore : undefined);
      return data;
    } catch (error) {
      this.#failures += 1;
      printError((error as Error).message);
      if (process.env.LOG_LEVEL === 'debug') console.log((error as Error).stack);
      return [];
    } finally {
      clearInterval(progress);
    }
  }

  #throwFirstError(outputs: readonly StepOutput[]): void {
    for (const output of outputs) {
      if (output.kind === 'error') throw Object.assign(new Error(output.error.message), { stack: output.error.stack });
    }
  }
}
