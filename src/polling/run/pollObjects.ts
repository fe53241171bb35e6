import type { ObjectRecord } from '../../objects/objectType.js';
import type { QualtricsClient } from '../../qualtrics/client/client.js';
import type { Logger } from '../../qualtrics/client/options.js';
import { poll } from '../plan/poll.js';
import { fitsSnapshot, resume, toSnapshot } from '../plan/snapshot.js';
import { type Leftover, pollTurns, type Turn } from './pollTurns.js';
import { type Outgoing, runConversation } from './runConversation.js';
import { type ObjectSearch, type SearcherOptions, searcher } from './searcher.js';

/** What to poll, and how much of it. */
export interface PollRun extends SearcherOptions {
  /** At most one page. */
  readonly onePage: boolean;
  /** Whose poll it is: other steps have snapshots of their own. */
  readonly stepId: string;
}

/** Where a poll delivers. Each resolves when the platform has it safe. */
export interface PollOutput {
  page(objects: readonly ObjectRecord[]): Promise<void>;
  /** Called after the page that it covers. */
  snapshot(snapshot: unknown): Promise<void>;
  /** Something that does not stop the poll. */
  problem(error: Error): Promise<void>;
}

/**
 * A run ends after this long, with its snapshot behind what it delivered; the next one goes on. After 30 minutes on one
 * message the platform starts a second process beside the first (its troubleshooting guide), and both deliver.
 */
const MAX_RUN_MS = 20 * 60_000;

/** Nothing more is asked in this run: its time is over. */
class RunIsOver extends Error {
  override readonly name = 'RunIsOver';
}

/**
 * Delivers everything that is new since the snapshot, page by page, a snapshot after each page. Polls of a step of the same
 * target in one process run one at a time. Throws SnapshotUnusable, QualtricsError, ContactsKeepChanging, and whatever
 * `output` throws.
 */
export async function pollObjects(
  client: QualtricsClient,
  run: PollRun,
  stored: unknown,
  output: PollOutput,
): Promise<void> {
  await pollTurns.run([run.stepId, client.identity], run.target, stored, async (turn) => {
    const { clock, logger } = client;
    const endsAtMs = clock.now() + MAX_RUN_MS;
    try {
      for await (const wish of wishes(client, run, turn, output, endsAtMs)) {
        await deliver(run, turn, output, wish, logger);
        if (wish.kind === 'page' && clock.now() >= endsAtMs) throw new RunIsOver();
      }
    } catch (error) {
      if (!(error instanceof RunIsOver)) throw error;
      logger.info('This run ends after 20 minutes; the next one goes on.');
    }
  });
}

async function deliver(
  run: PollRun,
  turn: Turn,
  output: PollOutput,
  wish: Outgoing<ObjectRecord>,
  logger: Logger,
): Promise<void> {
  switch (wish.kind) {
    case 'unreadable':
      return output.problem(tooManyAtOnce(run, wish.second, wish.listed));
    case 'postponed':
      return logger.warn(
        `The ${run.type.noun}s of ${toTime(wish.second)} keep changing while they are read. They come later.`,
      );
    case 'page': {
      await output.page(wish.page.map((row) => row.contact));
      const next = toSnapshot(run.target, wish.position, wish.spanSeconds);
      await output.snapshot(next);
      turn.keep(next);
    }
  }
}

/** Asks nothing from `endsAtMs` on: what was read is delivered, then RunIsOver is thrown. */
async function* wishes(
  client: QualtricsClient,
  run: PollRun,
  turn: Turn,
  output: PollOutput,
  endsAtMs: number,
): AsyncGenerator<Outgoing<ObjectRecord>, void> {
  const { target, pageSize, onePage, endSecond } = run;
  const { position: start, spanSeconds, restartedBecause } = resume(target, turn.snapshot);
  if (restartedBecause) {
    const from = target.startTime || 'the beginning of time';
    client.logger.warn(
      `The stored snapshot is not used, since ${restartedBecause}. Polling starts again from ${from}.`,
    );
  }
  const undated = new Set<string>();
  const search = searcher(client, run, (id) => undated.add(id));
  const ask: ObjectSearch['ask'] = async (question) => {
    if (client.clock.now() >= endsAtMs) throw new RunIsOver();
    return search.ask(question);
  };
  const fits = fitsSnapshot.bind(undefined, target);
  const readAtMs = client.clock.now();
  const leftover = isOfUse(turn.leftover, readAtMs, endSecond) ? turn.leftover : undefined;
  const options = { start, pageSize, onePage, endSecond, spanSeconds, fits };
  try {
    const rest = yield* runConversation(poll<ObjectRecord>(options, leftover?.batch), ask);
    if (rest) turn.leave({ batch: rest, readAtMs: leftover?.readAtMs ?? readAtMs, endSecond });
  } finally {
    if (undated.size > 0) await output.problem(withoutDate(run, [...undated]));
  }
}

/** What was read is delivered within the time of a run, as when all of it is delivered at once. */
function isOfUse(leftover: Leftover | undefined, nowMs: number, endSecond: number | undefined): boolean {
  return leftover !== undefined && leftover.endSecond === endSecond && nowMs - leftover.readAtMs < MAX_RUN_MS;
}

function toTime(second: number): string {
  return new Date(second * 1000).toISOString();
}

function tooManyAtOnce({ type }: PollRun, second: number, listed: number): Error {
  const time = toTime(second);
  return new Error(
    `More than ${listed.toLocaleString('en-US')} ${type.noun}s have the same time ${time}, and Qualtrics lists no more than these: the others cannot be polled. Change them in Qualtrics to have them delivered.`,
  );
}

/** Ids that an error names; more help nobody. */
const MAX_NAMED = 10;

function withoutDate({ type }: PollRun, ids: readonly string[]): Error {
  const named = ids.slice(0, MAX_NAMED).join(', ');
  const others = ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : '';
  if (ids.length === 1) {
    return new Error(
      `Qualtrics gave no date for the ${type.noun} ${named}, so nobody can tell whether it is new. It was not delivered; all others were. Open it in Qualtrics and save it.`,
    );
  }
  return new Error(
    `Qualtrics gave no date for the ${type.noun}s ${named}${others}, so nobody can tell whether they are new. They were not delivered; all others were. Open them in Qualtrics and save them.`,
  );
}
