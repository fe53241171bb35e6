import type { ImportProgress, ImportTarget } from '../qualtrics/api/contactImports.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { KeyedQueue } from '../util/keyedQueue.js';
import { sharedByMessages } from '../util/sharedState.js';
import { batchesOf, type ImportBatch } from './batches.js';
import type { Tell } from './heartbeat.js';
import { countsIn, type FinishedJob, reportLines, runImportJob } from './importJob.js';
import type { ImportReport, ReportLine } from './importReport.js';
import { ImportTally } from './importTally.js';
import type { Rows } from './rows.js';

/**
 * The platform starts a second process for a message that takes 30 minutes. No import is started after the first of
 * these, none is waited for after the second; the report is still to be stored then.
 */
export const LAST_START_MS = 20 * 60_000;
const LAST_WAIT_MS = 27 * 60_000;

/** The vendor's advice: one import at a time for a list. */
const queue = sharedByMessages(new KeyedQueue());

/** An import to be done: of which rows, where to, since when. */
export interface ImportTask {
  readonly target: ImportTarget;
  readonly rows: Rows;
  /** When the message came, in ms since 1970. */
  readonly startedMs: number;
  readonly tell: Tell;
}

/**
 * Imports rows, one batch after the other, and reports what became of each. While Qualtrics is at work on one, the next
 * is read, and so is what it reports of the one before. What cannot be started in time is left out and said to be.
 * Throws ImportStopped, which says which rows are done, when it cannot go on.
 */
export async function importRows(
  client: QualtricsClient,
  task: ImportTask,
  report: ImportReport,
): Promise<ImportTally> {
  const run = new ImportRun(client, task, report);
  task.tell(() => run.tally.progress);
  try {
    await run.toItsEnd();
  } finally {
    await run.close();
  }
  return run.tally;
}

/** One import under way: what is read ahead, and what is still to be reported. */
class ImportRun {
  readonly tally: ImportTally;
  readonly #client: QualtricsClient;
  readonly #task: ImportTask;
  readonly #report: ImportReport;
  readonly #batches: AsyncGenerator<ImportBatch>;
  #upcoming: Promise<IteratorResult<ImportBatch, unknown>> | undefined;
  #reporting: Promise<void> = Promise.resolve();

  constructor(client: QualtricsClient, task: ImportTask, report: ImportReport) {
    this.tally = new ImportTally(task.rows.count);
    this.#client = client;
    this.#task = task;
    this.#report = report;
    this.#batches = batchesOf(task.rows.read());
  }

  async toItsEnd(): Promise<void> {
    for (;;) {
      const { value: batch, done } = await (this.#upcoming ?? this.#batches.next());
      this.#upcoming = undefined;
      if (done) return this.#reporting;
      await this.#importBatch(batch);
      this.#client.logger.info(this.tally.progress);
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#upcoming, this.#reporting]);
    await this.#batches.return(undefined);
  }

  /** One import at a time for a list, also among messages of the same process. */
  async #importBatch(batch: ImportBatch): Promise<void> {
    const { directoryId, mailingListId } = this.#task.target;
    const key = JSON.stringify([this.#client.identity, directoryId, mailingListId]);
    const job = batch.rows.length > 0 ? await queue.run([key], () => this.#finishedJob(batch)) : undefined;
    if (job) return this.#addJob(batch, job);
    this.tally.firstLeftOut ??= batch.rows[0];
    this.tally.add(batch, { added: 0, updated: 0, failed: batch.rows.length });
    await this.#addLines(batch, async () => this.#leftOut(batch));
  }

  /** `undefined` when there is no time left to start one. */
  async #finishedJob(batch: ImportBatch): Promise<FinishedJob | undefined> {
    const { tally } = this;
    const spentMs = this.#client.clock.now() - this.#task.startedMs;
    if (tally.firstLeftOut !== undefined || spentMs >= LAST_START_MS) return undefined;
    tally.underWay(batch, undefined);
    const onStarted = (): void => {
      this.#upcoming = this.#batches.next();
      this.#upcoming.catch(() => undefined);
    };
    const onProgress = (progress: ImportProgress): void => {
      tally.underWay(batch, progress.percentComplete);
      this.#client.logger.info(tally.progress);
    };
    try {
      const watch = { onStarted, onProgress, limitMs: LAST_WAIT_MS - spentMs };
      return await runImportJob(this.#client, this.#task.target, batch, watch);
    } catch (error) {
      throw tally.stopped(batch, error);
    }
  }

  /** Where Qualtrics gives no counts, the report is waited for. */
  async #addJob(batch: ImportBatch, job: FinishedJob): Promise<void> {
    const lines = reportLines(this.#client, this.#task.target, batch, job);
    lines.catch(() => undefined);
    this.tally.add(batch, job.counts ?? countsIn(await lines));
    await this.#addLines(batch, () => lines);
  }

  /** Reports in the order of the batches; no more than one of them is behind. */
  async #addLines(batch: ImportBatch, lines: () => Promise<Iterable<ReportLine>>): Promise<void> {
    await this.#reporting;
    const bad = batch.bad.map(({ row, reason }): ReportLine => ({ row, status: 'failed', reason }));
    this.#reporting = lines().then((sent) => this.#report.add(sent, bad));
    this.#reporting.catch(() => undefined);
  }

  /** Only the first row has a reason: it stands for all that follow. */
  #leftOut({ rows }: ImportBatch): ReportLine[] {
    const reason = 'Not done, for the time was up: go on from this row.';
    return rows.map((row) => ({ row, status: 'notDone', ...(row === this.tally.firstLeftOut ? { reason } : {}) }));
  }
}
