import { randomUUID } from 'node:crypto';
import type { Attachment } from '../../elasticio/messageCodec.js';
import { stepsOf } from '../../session/manifest.js';
import type { Designer } from '../designer.js';
import type { RunEvent, RunRequest, StoredFile } from '../protocol.js';
import { flatStep } from '../services.js';
import { type StepProcess, startStepProcess } from './stepProcess.js';

/** The platform gives up on a sample after a minute. */
const SAMPLE_LIMIT_MS = 60_000;

const UNKNOWN_TYPE = 'application/octet-stream';

/** The steps at work for the page. */
export class Runs {
  readonly #designer: Designer;
  readonly #running = new Map<string, StepProcess & { readonly isWebhook: boolean }>();

  constructor(designer: Designer) {
    this.#designer = designer;
  }

  /** Runs a step; every event is told as it happens. Gives the run's id. */
  start(request: RunRequest, onEvent: (event: RunEvent) => void): string {
    const { manifest, credentials, componentPath, amqpUri, platform } = this.#designer;
    const runId = randomUUID();
    const isWebhook = stepsOf(manifest)[request.key]?.type === 'webhook';
    const { key, cfg } = flatStep(request, (choice) => credentials.resolve(choice));
    const { body, files, snapshot, isSample, logLevel } = request;
    onEvent({ kind: 'started', at: Date.now(), runId });
    const step = startStepProcess({
      start: {
        key,
        cfg,
        body,
        attachments: this.#attachmentsOf(files),
        snapshot,
        componentPath,
        isWebhook,
        amqpUri,
        env: {
          // Files outlive the run, so that they can be fetched when it is over.
          ELASTICIO_OBJECT_STORAGE_URI: platform.storage.url,
          ELASTICIO_OBJECT_STORAGE_TOKEN: platform.storage.token,
          ...(isSample ? { ELASTICIO_FLOW_TYPE: 'debug' } : {}),
        },
      },
      logLevel,
      onEvent,
      filesOf: (message) => this.#filesOf(message.attachments),
    });
    this.#running.set(runId, { ...step, isWebhook });
    const limit = isSample ? setTimeout(() => giveUp(step, onEvent), SAMPLE_LIMIT_MS) : undefined;
    void step.ended.then(() => {
      clearTimeout(limit);
      this.#running.delete(runId);
    });
    return runId;
  }

  /** Ends a run gracefully. False when there is no such run. */
  stop(runId: string): boolean {
    const run = this.#running.get(runId);
    run?.stop();
    return run !== undefined;
  }

  /** Ends a run that nobody looks at any more: at once, but for a webhook trigger, which unsubscribes first. */
  abandon(runId: string): void {
    const run = this.#running.get(runId);
    if (run?.isWebhook) run.stop();
    else run?.kill();
  }

  /** Ends all runs. */
  async close(): Promise<void> {
    const ends = [...this.#running.values()].map(({ ended }) => ended);
    for (const runId of this.#running.keys()) this.abandon(runId);
    await Promise.all(ends);
  }

  #attachmentsOf(files: readonly StoredFile[] = []): Record<string, Attachment> {
    const { url } = this.#designer.platform.storage;
    return Object.fromEntries(
      files.map(({ id, name, size, contentType }) => [
        name,
        { url: `${url}/objects/${id}?storage_type=maester`, size, 'content-type': contentType },
      ]),
    );
  }

  #filesOf(attachments: Readonly<Record<string, Attachment>> = {}) {
    const start = `${this.#designer.platform.storage.url}/objects/`;
    return Object.entries(attachments)
      .filter(([, { url }]) => url.startsWith(start))
      .map(([name, { url, size = 0, 'content-type': contentType = UNKNOWN_TYPE }]): StoredFile => {
        return { id: new URL(url).pathname.split('/').at(-1) ?? '', name, size, contentType };
      });
  }
}

function giveUp(step: StepProcess, onEvent: (event: RunEvent) => void): void {
  const message = `There was no sample within ${SAMPLE_LIMIT_MS / 1000} seconds.`;
  onEvent({ kind: 'error', at: Date.now(), message, stack: '' });
  step.kill();
}
